//! Our numbers and types against FreeRADIUS's own dictionaries.

use std::collections::HashMap;
use std::path::Path;

use janet_radius::dictionary::ALL;

const FOLDER: &str = "/usr/share/freeradius";

#[test]
fn numbers_are_those_of_freeradius() {
    if !Path::new(FOLDER).join("dictionary").exists() {
        println!("SKIPPED: no FreeRADIUS dictionaries in {FOLDER}");
        return;
    }
    let mut theirs: HashMap<String, (Option<u32>, u8)> = HashMap::new();
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut vendor = None;
        for line in text.lines() {
            match line.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["VENDOR", name, number, ..] => drop(numbers.insert(name, number.parse().unwrap())),
                ["BEGIN-VENDOR", name, ..] => vendor = numbers.get(name).copied(),
                ["END-VENDOR", ..] => vendor = None,
                ["ATTRIBUTE", name, number, ..] => {
                    if let Ok(number) = number.parse() {
                        // Attributes of Ascend also stand, as historical ones, in the standard space.
                        let place = theirs.entry((*name).to_owned()).or_insert((vendor, number));
                        if vendor.is_some() {
                            *place = (vendor, number);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    for (name, vendor, kind) in ALL {
        assert_eq!(theirs.get(*name), Some(&(*vendor, *kind)), "{name}");
    }
    println!("{} attributes agree with {FOLDER}", ALL.len());
}
