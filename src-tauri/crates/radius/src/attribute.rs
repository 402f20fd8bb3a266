//! Attributes: typed definitions outside, `(vendor, type, octets)` inside, and their wire form.

use std::fmt;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::error::{BadAttribute, DecodeError, EncodeError};

/// Type 26, which carries attributes of vendors (RFC 2865 §5.26).
const VENDOR_SPECIFIC: u8 = 26;
/// Octets that fit into one attribute (its length field counts itself and the type).
const MAX_VALUE: usize = 253;
/// The same inside a Vendor-Specific, after vendor number, vendor type and vendor length.
const MAX_VENDOR_VALUE: usize = MAX_VALUE - 6;

/// What an attribute is called, where it is found, and of which type its value is.
pub struct Definition<V> {
    pub name: &'static str,
    pub vendor: Option<u32>,
    pub kind: u8,
    value: PhantomData<fn() -> V>,
}

impl<V> Definition<V> {
    pub const fn standard(name: &'static str, kind: u8) -> Self {
        Definition { name, vendor: None, kind, value: PhantomData }
    }

    pub const fn vendor(name: &'static str, vendor: u32, kind: u8) -> Self {
        Definition { name, vendor: Some(vendor), kind, value: PhantomData }
    }

    pub fn is(&self, attribute: &Attribute) -> bool {
        attribute.vendor == self.vendor && attribute.kind == self.kind
    }
}

/// A type that an attribute's value can have.
pub trait Value: Sized {
    fn to_octets(&self) -> Vec<u8>;
    /// `None`: these octets are not such a value.
    fn from_octets(octets: &[u8]) -> Option<Self>;
}

impl Value for String {
    fn to_octets(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }
    fn from_octets(octets: &[u8]) -> Option<Self> {
        String::from_utf8(octets.to_vec()).ok()
    }
}

impl Value for Vec<u8> {
    fn to_octets(&self) -> Vec<u8> {
        self.clone()
    }
    fn from_octets(octets: &[u8]) -> Option<Self> {
        Some(octets.to_vec())
    }
}

impl Value for u32 {
    fn to_octets(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }
    fn from_octets(octets: &[u8]) -> Option<Self> {
        Some(u32::from_be_bytes(octets.try_into().ok()?))
    }
}

impl Value for Ipv4Addr {
    fn to_octets(&self) -> Vec<u8> {
        self.octets().to_vec()
    }
    fn from_octets(octets: &[u8]) -> Option<Self> {
        Some(Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?))
    }
}

impl Value for Ipv6Addr {
    fn to_octets(&self) -> Vec<u8> {
        self.octets().to_vec()
    }
    fn from_octets(octets: &[u8]) -> Option<Self> {
        Some(Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?))
    }
}

/// One attribute. A Vendor-Specific that holds well-formed vendor attributes is decoded into those; one that does not is
/// kept as it came, with type 26 and no vendor (the inner form is the vendor's own affair, RFC 2865 §5.26).
#[derive(Clone, PartialEq, Eq)]
pub struct Attribute {
    pub vendor: Option<u32>,
    pub kind: u8,
    pub octets: Vec<u8>,
}

impl fmt::Debug for Attribute {
    /// Numbers and lengths only: values may be credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.vendor {
            Some(vendor) => write!(f, "{vendor}:{} ({} octets)", self.kind, self.octets.len()),
            None => write!(f, "{} ({} octets)", self.kind, self.octets.len()),
        }
    }
}

/// The attributes of a packet, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(Vec<Attribute>);

impl Attributes {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add<V: Value>(&mut self, definition: &Definition<V>, value: impl Into<V>) {
        let octets = value.into().to_octets();
        self.push(Attribute { vendor: definition.vendor, kind: definition.kind, octets });
    }

    pub fn with<V: Value>(mut self, definition: &Definition<V>, value: impl Into<V>) -> Self {
        self.add(definition, value);
        self
    }

    pub fn push(&mut self, attribute: Attribute) {
        self.0.push(attribute);
    }

    pub fn extend(&mut self, others: &Attributes) {
        self.0.extend(others.iter().cloned());
    }

    pub fn remove<V>(&mut self, definition: &Definition<V>) {
        self.0.retain(|attribute| !definition.is(attribute));
    }

    /// The first attribute of this definition; `Ok(None)` when there is none.
    pub fn get<V: Value>(&self, definition: &Definition<V>) -> Result<Option<V>, BadAttribute> {
        self.octets(definition).map(|octets| read(definition, octets)).transpose()
    }

    /// All attributes of this definition, in order.
    pub fn all<V: Value>(&self, definition: &Definition<V>) -> Result<Vec<V>, BadAttribute> {
        self.iter().filter(|attribute| definition.is(attribute)).map(|attribute| read(definition, &attribute.octets)).collect()
    }

    /// The octets of the first attribute of this definition, whatever its type.
    pub fn octets<V>(&self, definition: &Definition<V>) -> Option<&[u8]> {
        self.iter().find(|attribute| definition.is(attribute)).map(|attribute| attribute.octets.as_slice())
    }

    pub fn has<V>(&self, definition: &Definition<V>) -> bool {
        self.octets(definition).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads what follows the packet header. `start` is where it begins in the packet, for the error.
    pub(crate) fn decode(octets: &[u8], start: usize) -> Result<Self, DecodeError> {
        let mut attributes = Attributes::new();
        for piece in Pieces::new(octets) {
            let (offset, kind, value) = piece.map_err(|offset| DecodeError::Attribute(start + offset))?;
            match (kind, vendor_attributes(value)) {
                (VENDOR_SPECIFIC, Some(inner)) => attributes.0.extend(inner),
                _ => attributes.push(Attribute { vendor: None, kind, octets: value.to_vec() }),
            }
            debug_assert!(offset < octets.len());
        }
        Ok(attributes)
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        for attribute in &self.0 {
            let length = attribute.octets.len();
            let limit = if attribute.vendor.is_some() { MAX_VENDOR_VALUE } else { MAX_VALUE };
            if length > limit {
                return Err(EncodeError::AttributeTooLong { name: crate::dictionary::name_of(attribute), length });
            }
            // The casts hold: `length` is at most 253, or 247 inside a vendor attribute.
            if let Some(vendor) = attribute.vendor {
                out.extend([VENDOR_SPECIFIC, (length + 8) as u8]);
                out.extend(vendor.to_be_bytes());
            }
            out.extend([attribute.kind, (length + 2) as u8]);
            out.extend(&attribute.octets);
        }
        Ok(())
    }
}

impl FromIterator<Attribute> for Attributes {
    fn from_iter<I: IntoIterator<Item = Attribute>>(iter: I) -> Self {
        Attributes(iter.into_iter().collect())
    }
}

fn read<V: Value>(definition: &Definition<V>, octets: &[u8]) -> Result<V, BadAttribute> {
    V::from_octets(octets).ok_or(BadAttribute { name: definition.name, length: octets.len() })
}

/// The attributes inside a Vendor-Specific; `None` when its content is not a list of vendor type, length, value.
fn vendor_attributes(value: &[u8]) -> Option<Vec<Attribute>> {
    let (vendor, inner) = value.split_first_chunk::<4>()?;
    let vendor = u32::from_be_bytes(*vendor);
    let inner: Option<Vec<Attribute>> = Pieces::new(inner)
        .map(|piece| piece.ok().map(|(_, kind, octets)| Attribute { vendor: Some(vendor), kind, octets: octets.to_vec() }))
        .collect();
    inner.filter(|inner| !inner.is_empty())
}

/// Walks `type, length, value` triples and yields their offset, type and value, or the offset of the first bad one.
pub(crate) struct Pieces<'a> {
    octets: &'a [u8],
    offset: usize,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(octets: &'a [u8]) -> Self {
        Pieces { octets, offset: 0 }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<(usize, u8, &'a [u8]), usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.offset;
        let rest = self.octets.get(offset..).filter(|rest| !rest.is_empty())?;
        let length = rest.get(1).map_or(0, |length| usize::from(*length));
        match rest.get(2..length) {
            Some(value) => {
                self.offset += length;
                Some(Ok((offset, rest[0], value)))
            }
            None => {
                self.offset = self.octets.len();
                Some(Err(offset))
            }
        }
    }
}
