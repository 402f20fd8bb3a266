//! The command lines of OLTs that the program knows: the make on the box and, where a make has several, the family.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One command line. Its text is what the tables hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OltDialect {
    /// C300 and C320.
    Zte,
    /// C600, C610, C620 and C650.
    ZteC600,
    Huawei,
    /// V1600G with firmware V1.4, and with V2.3.
    VsolGpon,
    VsolGponV2,
    VsolEpon,
    /// Firmware 1/x, and the classic 0/x.
    Hioso,
    HiosoClassic,
    HsgqGpon,
    HsgqEpon,
    Cdata,
    /// Of Global and Zymlink nothing is public: the family is what the box looks like.
    GlobalCdata,
    GlobalHsgq,
    GlobalHioso,
    GlobalVsol,
    ZymlinkCdata,
    ZymlinkHsgq,
    ZymlinkHioso,
    ZymlinkVsol,
    /// A recording that is played back.
    Mock,
}

impl OltDialect {
    /// Each with its text and the make that it belongs to. The first of a make is its usual one.
    const TABLE: [(OltDialect, &'static str, &'static str); 20] = [
        (OltDialect::Zte, "zte", "zte"),
        (OltDialect::ZteC600, "zte_c600", "zte"),
        (OltDialect::Huawei, "huawei", "huawei"),
        (OltDialect::VsolGpon, "vsol_gpon", "vsol"),
        (OltDialect::VsolGponV2, "vsol_gpon_v2", "vsol"),
        (OltDialect::VsolEpon, "vsol_epon", "vsol"),
        (OltDialect::Hioso, "hioso", "hioso"),
        (OltDialect::HiosoClassic, "hioso_classic", "hioso"),
        (OltDialect::HsgqEpon, "hsgq_epon", "hsgq"),
        (OltDialect::HsgqGpon, "hsgq_gpon", "hsgq"),
        (OltDialect::Cdata, "cdata", "cdata"),
        (OltDialect::GlobalCdata, "global_cdata", "global"),
        (OltDialect::GlobalHsgq, "global_hsgq", "global"),
        (OltDialect::GlobalHioso, "global_hioso", "global"),
        (OltDialect::GlobalVsol, "global_vsol", "global"),
        (OltDialect::ZymlinkCdata, "zymlink_cdata", "zymlink"),
        (OltDialect::ZymlinkHsgq, "zymlink_hsgq", "zymlink"),
        (OltDialect::ZymlinkHioso, "zymlink_hioso", "zymlink"),
        (OltDialect::ZymlinkVsol, "zymlink_vsol", "zymlink"),
        (OltDialect::Mock, "mock", "mock"),
    ];

    pub fn all() -> impl Iterator<Item = OltDialect> {
        Self::TABLE.into_iter().map(|(dialect, _, _)| dialect)
    }

    fn row(self) -> (OltDialect, &'static str, &'static str) {
        Self::TABLE.into_iter().find(|(dialect, _, _)| *dialect == self).unwrap_or(Self::TABLE[0])
    }

    pub fn as_str(self) -> &'static str {
        self.row().1
    }

    /// The make as the tables spell it.
    pub fn make(self) -> &'static str {
        self.row().2
    }

    /// The CHECK of the table holds the same texts, so another one cannot stand there.
    pub fn parse(text: &str) -> OltDialect {
        Self::TABLE.into_iter().find(|(_, known, _)| *known == text).map_or(OltDialect::Zte, |(dialect, _, _)| dialect)
    }

    /// The usual command line of a make; `None`: no OLT is made by it.
    pub fn usual_of(make: &str) -> Option<OltDialect> {
        Self::TABLE.into_iter().find(|(_, _, known)| *known == make).map(|(dialect, _, _)| dialect)
    }

    /// Under which dialect a plan keeps its profile for OLTs of this one; `None`: plans have none for it.
    pub fn plan_profile(self) -> Option<OltDialect> {
        match self {
            OltDialect::Zte | OltDialect::ZteC600 => Some(OltDialect::Zte),
            OltDialect::Huawei => Some(OltDialect::Huawei),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_once_under_the_name_that_crosses_the_wire() {
        for dialect in OltDialect::all() {
            assert_eq!(OltDialect::parse(dialect.as_str()), dialect);
            assert_eq!(serde_json::to_value(dialect).unwrap(), dialect.as_str());
            assert!(OltDialect::usual_of(dialect.make()).is_some_and(|usual| usual.make() == dialect.make()));
        }
        let mut all: Vec<_> = OltDialect::all().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), OltDialect::TABLE.len());
    }
}
