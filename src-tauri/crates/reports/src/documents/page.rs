//! A page and what can stand on it. Both papers are laid out by the same calls; what differs is said here.

use std::{
    cell::Cell,
    collections::{HashMap, hash_map::Entry},
    rc::Rc,
};

use genpdf::{
    Alignment, Context, Document, Element, Mm, PaperSize, Position, RenderResult, SimplePageDecorator, Size,
    elements::{Break, LinearLayout, Paragraph, TableLayout},
    error::Error,
    fonts::{FontData, FontFamily},
    render::Area,
    style::{Color, Style},
};
use lopdf::Object;
use serde::{Deserialize, Serialize};
use specta::Type;
use unicode_normalization::UnicodeNormalization;

use super::DocumentError;

/// Inter, reduced to Latin text with figures of one width (fonts/OFL.txt).
const REGULAR: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    A4,
    /// A 58 mm thermal roll: 48 mm are printed, and it is cut after the last line.
    Roll58,
}

impl Paper {
    fn margin(self) -> i32 {
        match self {
            Paper::A4 => 20,
            Paper::Roll58 => 5,
        }
    }

    fn font_size(self) -> u8 {
        match self {
            Paper::A4 => 10,
            Paper::Roll58 => 7,
        }
    }

    /// The longest word that has room in the narrowest column.
    fn word(self) -> usize {
        match self {
            Paper::A4 => 36,
            Paper::Roll58 => 16,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Title,
    Strong,
    Plain,
    /// Of less weight than what it stands beside.
    Faint,
}

#[derive(Clone)]
pub(crate) struct Text {
    text: String,
    look: Look,
    alignment: Alignment,
}

pub(crate) fn left(text: impl Into<String>, look: Look) -> Text {
    Text { text: text.into(), look, alignment: Alignment::Left }
}

pub(crate) fn right(text: impl Into<String>, look: Look) -> Text {
    Text { text: text.into(), look, alignment: Alignment::Right }
}

/// What stands on the paper, from top to bottom.
pub(crate) struct Sheet {
    paper: Paper,
    content: LinearLayout,
}

impl Sheet {
    pub fn is_roll(&self) -> bool {
        self.paper == Paper::Roll58
    }

    /// A line of text, wrapped where it is too long. Empty text takes no room.
    pub fn text(&mut self, cell: Text) {
        if !cell.text.is_empty() {
            let paragraph = self.paragraph(&cell);
            self.content.push(paragraph);
        }
    }

    /// Cells beside each other, as wide as their weights.
    pub fn row(&mut self, cells: &[(usize, Text)]) -> Result<(), Error> {
        let mut table = TableLayout::new(cells.iter().map(|(weight, _)| *weight).collect());
        table.push_row(cells.iter().map(|(_, cell)| Box::new(self.paragraph(cell)) as Box<dyn Element>).collect())?;
        self.content.push(table);
        Ok(())
    }

    /// A name and its value: side by side, the value at the right on a roll.
    pub fn pair(&mut self, name: &str, value: impl Into<String>, look: Look) -> Result<(), Error> {
        let name = left(name, if look == Look::Plain { Look::Faint } else { look });
        match self.paper {
            Paper::A4 => self.row(&[(3, name), (11, left(value, look))]),
            Paper::Roll58 => self.row(&[(4, name), (7, right(value, look))]),
        }
    }

    /// A name and an amount below the column of amounts.
    pub fn sum(&mut self, name: &str, amount: impl Into<String>, look: Look) -> Result<(), Error> {
        match self.paper {
            Paper::A4 => self.row(&[(4, left("", look)), (6, left(name, look)), (4, right(amount, look))]),
            Paper::Roll58 => self.row(&[(7, left(name, look)), (5, right(amount, look))]),
        }
    }

    pub fn rule(&mut self) {
        self.content.push(Rule);
    }

    pub fn gap(&mut self, lines: f64) {
        self.content.push(Break::new(lines));
    }

    fn paragraph(&self, cell: &Text) -> Paragraph {
        let size = self.paper.font_size();
        let style = match cell.look {
            Look::Title => Style::new().bold().with_font_size(size + if self.is_roll() { 2 } else { 6 }),
            Look::Strong => Style::new().bold(),
            Look::Plain => Style::new(),
            // A thermal head prints black or nothing.
            Look::Faint if self.is_roll() => Style::new(),
            Look::Faint => Style::new().with_color(Color::Rgb(90, 98, 108)),
        };
        Paragraph::default().styled_string(printable(&cell.text, self.paper.word()), style).aligned(cell.alignment)
    }
}

/// Lays a document out and returns the PDF. `build` runs twice for a roll, because its length is that of its content.
pub(crate) fn render(paper: Paper, title: &str, build: impl Fn(&mut Sheet) -> Result<(), DocumentError>) -> Result<Vec<u8>, DocumentError> {
    let bytes = match paper {
        Paper::A4 => pass(paper, title, Size::from(PaperSize::A4), &build)?.0,
        Paper::Roll58 => {
            // PDF pages end at 5,080 mm; no receipt comes near.
            let (_, content) = pass(paper, title, Size::new(58, 4_000), &build)?;
            pass(paper, title, Size::new(58, content + Mm::from(2 * paper.margin())), &build)?.0
        }
    };
    compact(&bytes)
}

/// The file, and the height of what stands on its last page.
fn pass(
    paper: Paper,
    title: &str,
    size: Size,
    build: &impl Fn(&mut Sheet) -> Result<(), DocumentError>,
) -> Result<(Vec<u8>, Mm), DocumentError> {
    let regular = FontData::new(REGULAR.to_vec(), None)?;
    let bold = FontData::new(BOLD.to_vec(), None)?;
    let family = FontFamily { regular: regular.clone(), bold: bold.clone(), italic: regular, bold_italic: bold };
    let mut document = Document::new(family);
    document.set_title(title);
    document.set_minimal_conformance();
    document.set_font_size(paper.font_size());
    document.set_line_spacing(1.2);
    document.set_paper_size(size);
    let mut decorator = SimplePageDecorator::new();
    decorator.set_margins(paper.margin());
    document.set_page_decorator(decorator);
    let mut sheet = Sheet { paper, content: LinearLayout::vertical() };
    build(&mut sheet)?;
    let height = Rc::new(Cell::new(Mm::from(0)));
    document.push(Measured { content: sheet.content, height: height.clone() });
    let mut bytes = Vec::new();
    document.render(&mut bytes)?;
    Ok((bytes, height.get()))
}

/// Tells how high its content came out.
struct Measured {
    content: LinearLayout,
    height: Rc<Cell<Mm>>,
}

impl Element for Measured {
    fn render(&mut self, context: &Context, area: Area<'_>, style: Style) -> Result<RenderResult, Error> {
        let result = self.content.render(context, area, style)?;
        // A little more than was used, or the second pass could break a page for a rounding error.
        self.height.set(result.size.height + Mm::from(1));
        Ok(result)
    }
}

/// A line across the page.
struct Rule;

impl Element for Rule {
    fn render(&mut self, _: &Context, area: Area<'_>, _: Style) -> Result<RenderResult, Error> {
        let height = Mm::from(3);
        if area.size().height < height {
            return Ok(RenderResult { size: Size::default(), has_more: true });
        }
        let width = area.size().width;
        let middle = Mm::from(1.5_f32);
        let line = vec![Position::new(0, middle), Position::new(width, middle)];
        area.draw_line(line, Style::new().with_color(Color::Rgb(190, 196, 204)));
        Ok(RenderResult { size: Size::new(width, height), has_more: false })
    }
}

/// What the embedded font can show: other letters lose their marks, and what is left is a question mark. Words that no
/// column has room for are broken, because the layout would leave them out.
fn printable(text: &str, longest: usize) -> String {
    let shown = |c: char| matches!(c, ' '..='~' | '\u{a0}'..='ÿ' | '–' | '—' | '‘' | '’' | '“' | '”' | '•' | '…' | '−' | '€');
    let mut result = String::with_capacity(text.len());
    let mut run = 0;
    let mut push = |c: char| {
        run = if c == ' ' { 0 } else { run + 1 };
        if run > longest {
            result.push(' ');
            run = 1;
        }
        result.push(c);
    };
    for c in text.nfc() {
        if shown(c) {
            push(c);
        } else if c.is_whitespace() {
            push(' ');
        } else if !c.is_control() {
            match c.nfkd().find(|base| shown(*base)) {
                Some(base) => push(base),
                None => push('?'),
            }
        }
    }
    result
}

/// Writes each equal stream once (the layout embeds every font four times) and compresses all of them.
fn compact(bytes: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let mut document = lopdf::Document::load_mem(bytes)?;
    let mut first = HashMap::new();
    let mut same = HashMap::new();
    for (id, object) in &document.objects {
        if let Object::Stream(stream) = object {
            // lopdf's dictionaries compare as text only.
            match first.entry((format!("{:?}", stream.dict), stream.content.as_slice())) {
                Entry::Occupied(original) => drop(same.insert(*id, *original.get())),
                Entry::Vacant(place) => drop(place.insert(*id)),
            }
        }
    }
    for object in document.objects.values_mut() {
        redirect(object, &same);
    }
    for id in same.keys() {
        document.objects.remove(id);
    }
    document.compress();
    let mut compacted = Vec::new();
    document.save_to(&mut compacted).map_err(lopdf::Error::from)?;
    Ok(compacted)
}

fn redirect(object: &mut Object, same: &HashMap<lopdf::ObjectId, lopdf::ObjectId>) {
    match object {
        Object::Reference(id) => {
            if let Some(original) = same.get(id) {
                *id = *original;
            }
        }
        Object::Array(items) => items.iter_mut().for_each(|item| redirect(item, same)),
        Object::Dictionary(dictionary) => dictionary.iter_mut().for_each(|(_, value)| redirect(value, same)),
        Object::Stream(stream) => stream.dict.iter_mut().for_each(|(_, value)| redirect(value, same)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_the_font_lacks_is_still_a_text() {
        assert_eq!(printable("Jānis “Böll” 日\n2", 40), "Janis “Böll” ? 2");
        assert_eq!(printable("abcdefgh", 3), "abc def gh");
        assert_eq!(printable("e\u{301}", 40), "é");
    }
}
