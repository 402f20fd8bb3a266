//! The usmStats counters (RFC 3414 §5) by which an agent says why it did not accept a request.

use crate::error::UsmError;
use crate::pdu::Pdu;

/// usmStats; the objects below it are 1 to 6, in the order of `UsmError`.
pub const USM_STATS: [u32; 9] = [1, 3, 6, 1, 6, 3, 15, 1, 1];

/// What a Report says; `None` when it names no usmStats counter.
pub fn report(pdu: &Pdu) -> Option<UsmError> {
    let (oid, _) = pdu.varbinds.first()?;
    let rest = oid.parts().strip_prefix(&USM_STATS[..])?;
    Some(match rest.first()? {
        1 => UsmError::UnsupportedSecurityLevel,
        2 => UsmError::NotInTimeWindow,
        3 => UsmError::UnknownUser,
        4 => UsmError::UnknownEngine,
        5 => UsmError::WrongKey,
        6 => UsmError::WrongPrivacyKey,
        _ => return None,
    })
}
