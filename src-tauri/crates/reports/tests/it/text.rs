//! What a PDF says and how large its page is, read from the file itself; and, where poppler is installed, by a reader
//! that knows nothing of how it was written.

use std::{collections::HashMap, process::Command};

use lopdf::{Dictionary, Document, Object, ObjectId, content::Content};

pub struct Read {
    /// The words, without the room between them: the layout prints spaces as words of their own or not at all.
    pub text: String,
    /// Width and height of the first page in millimetres, rounded.
    pub page: (i64, i64),
    pub pages: usize,
}

pub fn read(bytes: &[u8]) -> Read {
    let document = Document::load_mem(bytes).unwrap();
    let pages = document.get_pages();
    let mut text = String::new();
    for id in pages.values() {
        let fonts = fonts(&document, *id);
        let content = Content::decode(&document.get_page_content(*id).unwrap()).unwrap();
        let mut letters = None;
        for operation in content.operations {
            match operation.operator.as_str() {
                "Tf" => letters = fonts.get(operation.operands[0].as_name().unwrap()),
                "Tj" | "TJ" => show(&operation.operands, letters.unwrap(), &mut text),
                _ => {}
            }
        }
    }
    Read { text: squeezed(&text), page: size(&document, pages[&1]), pages: pages.len() }
}

pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect()
}

/// The same by `pdftotext`; `None` where it is not installed.
pub fn by_poppler(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, bytes).unwrap();
    let Ok(output) = Command::new("pdftotext").args(["-layout"]).arg(&path).arg("-").output() else {
        println!("skipped: no pdftotext");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "poppler is not content: {}", String::from_utf8_lossy(&output.stderr));
    Some(squeezed(&String::from_utf8(output.stdout).unwrap()))
}

fn follow<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    match object {
        Object::Reference(id) => document.get_object(*id).unwrap(),
        other => other,
    }
}

/// Glyph to letter, per font, as the font's ToUnicode map has it.
fn fonts(document: &Document, page: ObjectId) -> HashMap<Vec<u8>, HashMap<u16, char>> {
    let page = document.get_dictionary(page).unwrap();
    let resources = follow(document, page.get(b"Resources").unwrap()).as_dict().unwrap();
    let fonts: &Dictionary = follow(document, resources.get(b"Font").unwrap()).as_dict().unwrap();
    fonts
        .iter()
        .map(|(name, font)| {
            let font = follow(document, font).as_dict().unwrap();
            let stream = follow(document, font.get(b"ToUnicode").unwrap()).as_stream().unwrap();
            let map = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            (name.clone(), letters(&String::from_utf8_lossy(&map)))
        })
        .collect()
}

/// The `<glyph> <letter>` lines of a CMap.
fn letters(map: &str) -> HashMap<u16, char> {
    map.lines()
        .filter_map(|line| {
            let mut codes = line.split_whitespace().filter_map(|word| word.strip_prefix('<')?.strip_suffix('>'));
            let (glyph, letter) = (codes.next()?, codes.next()?);
            Some((u16::from_str_radix(glyph, 16).ok()?, char::from_u32(u32::from_str_radix(letter, 16).ok()?)?))
        })
        .collect()
}

fn show(operands: &[Object], letters: &HashMap<u16, char>, text: &mut String) {
    for operand in operands {
        match operand {
            Object::String(glyphs, _) => {
                for glyph in glyphs.chunks_exact(2) {
                    text.push(letters[&u16::from_be_bytes([glyph[0], glyph[1]])]);
                }
            }
            Object::Array(items) => show(items, letters, text),
            _ => {}
        }
    }
}

fn size(document: &Document, page: ObjectId) -> (i64, i64) {
    let page = document.get_dictionary(page).unwrap();
    let corners = follow(document, page.get(b"MediaBox").unwrap()).as_array().unwrap();
    let millimetres = |corner: &Object| {
        let points = corner.as_f64().unwrap_or_else(|_| corner.as_i64().unwrap() as f64);
        (points / 72.0 * 25.4).round() as i64
    };
    (millimetres(&corners[2]), millimetres(&corners[3]))
}
