//! Service ports: the VLANs that ONTs' GEM ports are joined to.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::cell;
use super::refusals::or_refused;
use crate::labels;
use crate::table::{self, Column, Layout};
use crate::{Details, OnuAddress, OnuId, ParseError, Parsed, PonPort, ServicePort, Warning};

const SERVICE_PORTS: Layout = Layout {
    columns: &[
        Column::word("index", "index", ""),
        Column::word("vlan", "vlan", "id"),
        Column::word("vlan_attr", "vlan", "attr"),
        Column::word("port_type", "port", "type"),
        Column::word("fsp", "f/s/p", ""),
        Column::word("vpi", "vpi", ""),
        Column::word("vci", "vci", ""),
        Column::word("flow_type", "flow", "type"),
        Column::word("flow_para", "flow", "para"),
        Column::word("rx", "rx", ""),
        Column::word("tx", "tx", ""),
        Column::word("state", "state", ""),
    ],
    required: &["index", "vlan", "fsp", "vpi", "vci"],
};

static TOTALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)total\s*:\s*(\d+)\s*\(Up/Down\s*:\s*(\d+)\s*/\s*(\d+)\s*\)").ok());

/// The footer `Total : 1  (Up/Down :    1/0)`: all, up and down.
pub fn service_port_totals(reply: &str) -> Option<(usize, usize, usize)> {
    let found = TOTALS.as_ref()?.captures(reply)?;
    let group = |number: usize| found.get(number)?.as_str().parse().ok();
    Some((group(1)?, group(2)?, group(3)?))
}

/// `display service-port …`. For PON ports VPI is the ONT's id and VCI the GEM index.
pub fn service_ports(reply: &str) -> Result<Parsed<Vec<ServicePort>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[SERVICE_PORTS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let numbers = (cell(&row, "index").parse(), cell(&row, "vlan").parse(), cell(&row, "vpi").parse(), cell(&row, "vci").parse());
        match (numbers, PonPort::parse(cell(&row, "fsp"))) {
            ((Ok(index), Ok(vlan), Ok(id), Ok(gem)), Ok(pon)) => {
                let named = ["vlan_attr", "port_type", "flow_type", "flow_para", "rx", "tx", "state"];
                let mut details = Details::default();
                for key in named {
                    if let Some(text) = row.get(key) {
                        details.put(key, text);
                    }
                }
                let up = cell(&row, "state") == "up";
                value.push(ServicePort { index, at: OnuAddress { pon, id: OnuId(id) }, vlan, gem, up, details });
            }
            _ => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    if let Some((said, _, _)) = service_port_totals(reply).filter(|(said, _, _)| *said != value.len()) {
        warnings.push(Warning::Count { said, read: value.len() });
    }
    Ok(Parsed { value, warnings })
}
