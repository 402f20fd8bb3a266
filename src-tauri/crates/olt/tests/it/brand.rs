//! Global and Zymlink: which family a box is of, what is sent to it, and what a recorded session proves.

use std::sync::Arc;

use janet_olt::brand::{Brand, Branded, CommandError, Family, Finding, Proof, Seen, family_of, proofs};
use janet_olt::capture::{CaptureError, parse};
use janet_olt::cdata::{Cdata, Service as CdataService};
use janet_olt::mock::Recording;
use janet_olt::{
    CustomerCode, Dialect, Evidence, GemIndex, OnuAddress, PonPort, ProfileId, Registration, Serial, Service, Support, Verb, Vlan,
};

use crate::captures::captures;

fn seen(banner: &str, prompt: &str, version: &str) -> Seen {
    Seen { banner: banner.to_owned(), prompt: prompt.to_owned(), version: version.to_owned() }
}

fn family(finding: &Finding) -> Option<Family> {
    if let Finding::Family { family, .. } = finding { Some(*family) } else { None }
}

#[test]
fn the_family_is_what_all_signs_speak_for() {
    for (shown, wanted) in [
        (seen("", "GPON OLT#", ""), Some(Family::CdataLike)),
        (seen("Welcome to C-Data OLT", "OLT>", ""), Some(Family::CdataLike)),
        (seen("", "OLT>", "Model : FD1608S-B1"), Some(Family::CdataLike)),
        (seen("", "OLT-1>", "Software Version : HSGQ-G02ID_IGC_V1.2.14ID_Rel"), Some(Family::HsgqGponLike)),
        (seen("", "OLT-1>", "% There is no matched command."), Some(Family::HsgqGponLike)),
        (seen("Welcome to EPON.\n\nUser Access Verification", "Epon>", "Version : V1.1.21"), Some(Family::HiosoLike)),
        (seen("", "OLT>", "Olt Device Model:            V1600G0-B"), Some(Family::VsolLike)),
        (seen("Hello, this is gpon olt platform (version 1.00).", "OLT>", ""), Some(Family::VsolLike)),
        (seen("", "OLT>", ""), None),
        (seen("ZyXEL", "OLT#", "Software Version: V1.0"), None),
        (seen("Welcome to EPON.", "OLT>", "Model : FD1204S"), None),
    ] {
        assert_eq!(family(&family_of(&shown)), wanted, "{shown:?}");
    }
    let Finding::Undecided { votes } = family_of(&seen("Welcome to EPON.", "OLT>", "Model : FD1204S")) else { panic!() };
    assert_eq!(votes.len(), 2, "both signs are named");
    for family in Family::ALL {
        assert_eq!(Family::from_code(family.code()), Some(family), "set by hand");
    }
}

fn registration() -> Registration {
    let id = |number| ProfileId::new(number).unwrap();
    Registration {
        at: OnuAddress::parse("0/0/2:5").unwrap(),
        key: Serial::parse("DD16B3551CD3").unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(100).unwrap(),
        service: Service::Cdata(CdataService { line_profile: id(1), service_profile: id(2), gem: GemIndex::new(1).unwrap() }),
    }
}

#[test]
fn every_command_of_the_family_is_a_setting() {
    let mut branded = Branded::new(Brand::Global, Family::CdataLike).unwrap();
    assert_eq!(branded.register(&registration()).unwrap(), Cdata.register(&registration()).unwrap(), "the family's own by default");
    // Every line of every plan and query is one of the settings.
    let at = registration().at;
    let family: Vec<String> = [Cdata.register(&registration()), Cdata.deregister(at, &[]), Cdata.reboot(at), Cdata.save()]
        .into_iter()
        .flat_map(|plan| plan.unwrap().steps)
        .chain(Cdata.discover().unwrap().steps)
        .chain(Cdata.registered(at.pon).unwrap().steps)
        .chain(Cdata.signal(at).unwrap().steps)
        .map(|step| step.line)
        .collect();
    let names: Vec<&str> = branded.commands().lines().iter().map(|(name, _)| *name).collect();
    for name in names {
        let line = branded.commands().lines().iter().find(|(known, _)| *known == name).unwrap().1.to_owned();
        branded.commands().set(name, &format!("x-{line}")).unwrap();
    }
    let own: Vec<String> = [branded.register(&registration()), branded.deregister(at, &[]), branded.reboot(at), branded.save()]
        .into_iter()
        .flat_map(|plan| plan.unwrap().steps)
        .chain(branded.discover().unwrap().steps)
        .chain(branded.registered(at.pon).unwrap().steps)
        .chain(branded.signal(at).unwrap().steps)
        .map(|step| step.line)
        .collect();
    let wanted: Vec<String> = family.iter().map(|line| format!("x-{line}")).collect();
    assert_eq!(own, wanted);

    let commands = branded.commands();
    commands.set("add", "ont add {id} sn-auth {serial} omci").unwrap();
    assert_eq!(
        commands.set("add", "ont add sn-auth {serial}"),
        Err(CommandError::Values { line: "ont add sn-auth {serial}".into(), value: "id".into() })
    );
    assert!(matches!(commands.set("save", "write {port}"), Err(CommandError::Values { .. })));
    assert!(matches!(commands.set("save", "write\nreboot"), Err(CommandError::NotOneLine(_))));
    assert!(matches!(commands.set("save", "reboot"), Err(CommandError::Forbidden(_))));
    assert!(matches!(commands.set("lunch", "eat"), Err(CommandError::Unknown(_))));
    let line = branded.register(&registration()).unwrap().steps[2].line.clone();
    assert_eq!(line, "ont add 5 sn-auth DD16B3551CD3 omci");
}

#[test]
fn everything_is_unverified_until_a_recording_proves_it() {
    let mut branded = Branded::new(Brand::Zymlink, Family::CdataLike).unwrap();
    for capability in branded.capabilities() {
        assert!(!matches!(capability.support, Support::Supported(evidence) if evidence != Evidence::Unverified), "{}", capability.verb);
    }
    let pons = [PonPort { frame: 0, slot: 0, port: 2 }];
    let header = "  F/S  P  ONT-ID  SN            Control  Run      Config   Match  Last-down   Description\n";
    let session = format!(
        "> show ont info all\n{header}  0/0  2  6       ZTEGCC1FBAD8  Active   Online   success  match  --  x\n\
         > config\n> interface gpon 0/0\n\
         > ont add 2 5 sn-auth DD16B3551CD3 ont-lineprofile-id 1 ont-srvprofile-id 1\n> end\n\
         > save\nCurrent configuration saved.\n\
         > show ont info all\n{header}  0/0  2  6       ZTEGCC1FBAD8  Active   Online   success  match  --  x\n  0/0  2  5       DD16B3551CD3  Active   Online   success  match  --  y\n\
         > show ont autofind all\n% Unknown command\n"
    );
    let judged = proofs(&branded, &pons, &Recording::of_notes("OLT#", &session));
    let of = |verb: Verb| judged.iter().find(|(known, _)| *known == verb).map(|(_, proof)| proof.clone()).unwrap();
    for verb in [Verb::List, Verb::State, Verb::Config, Verb::Register, Verb::Save] {
        assert_eq!(of(verb), Proof::Proven, "{verb}");
    }
    assert!(matches!(of(Verb::Discover), Proof::Contradicted { .. }));
    for verb in [Verb::Signal, Verb::Deregister, Verb::Reboot] {
        assert_eq!(of(verb), Proof::NotShown, "{verb}");
    }
    branded.accept(&judged);
    assert_eq!(branded.support(Verb::List), Support::Supported(Evidence::LiveCapture));
    assert_eq!(branded.support(Verb::Signal), Support::Supported(Evidence::Unverified));
    let nothing = proofs(&branded, &pons, &Recording::of_notes("OLT#", "> show clock\n12:00"));
    assert!(nothing.iter().all(|(_, proof)| *proof == Proof::NotShown));
}

#[test]
fn other_families_are_given_by_the_caller() {
    assert!(Branded::new(Brand::Global, Family::VsolLike).is_none());
    let given = Branded::over(Brand::Global, Family::VsolLike, Arc::new(Cdata), &[]);
    assert_eq!(given.save().unwrap().lines(), ["save"]);
}

#[test]
fn a_capture_is_read_as_the_family_whose_form_it_has() {
    for vendor in ["hsgq", "cdata"] {
        let Some(captures) = captures(vendor) else { return };
        let mut passed = 0;
        for capture in captures.iter().filter(|capture| capture.operation != "error") {
            for brand in ["global", "zymlink"] {
                let (own, shared) =
                    (parse(vendor, &capture.operation, &capture.file).unwrap(), parse(brand, &capture.operation, &capture.file));
                // Where another family reads the same text otherwise, neither is believed.
                if let Ok(shared) = shared {
                    assert_eq!(own.value, shared.value, "{}", capture.name);
                    passed += 1;
                }
            }
        }
        println!("{vendor}: {passed} captures read under a brand");
        assert!(passed >= 8, "{vendor}: {passed}");
    }
    let unknown = parse("global", "unregistered", "# source: x\n\n 1 2 3 nothing known\n").unwrap_err();
    assert!(matches!(unknown, CaptureError::Parse { line: 3, .. }), "{unknown}");
    assert!(matches!(parse("zymlink", "lunch", "x"), Err(CaptureError::UnknownOperation { .. })));
}
