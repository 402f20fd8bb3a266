//! The driver's outcomes in the port's words.

use janet_olt::{
    Detail, DriverError, Ending, Listed, OnuAddress, OnuState, Outcome, ParseError, ReadBack, RefusalKind, Run, Signal, Unregistered,
    Verdict,
};
use janet_provisioning::ports::{Fault, FoundOnu, ListedOnu, OnuLine, OnuLook, OnuReading, OnuVerdict, RefusedKind, Written};
use janet_terminal::SessionError;

use super::desired::plan_fault;
use super::place;

pub(super) fn found(onu: Unregistered) -> FoundOnu {
    FoundOnu { pon: place(onu.pon), serial: onu.key.to_string(), model: onu.model }
}

/// How a run ended, `saved` where it ended well. `id_was_ours`: the id was chosen here, so another one may be chosen.
pub(super) fn written(run: &Run, saved: Written, id_was_ours: bool) -> Written {
    match &run.ending {
        Ending::Done => saved,
        Ending::Refused(refusal) => {
            let step = run.steps.iter().find(|step| matches!(step.outcome, Outcome::Refused(_)));
            let line = step.map_or_else(String::new, |step| step.step.line.clone());
            let kind = match refusal.kind {
                RefusalKind::Busy => RefusedKind::Later,
                RefusalKind::IdInUse if id_was_ours => RefusedKind::Later,
                _ => RefusedKind::Person,
            };
            Written::Refused { line, reason: refusal.to_string(), kind }
        }
        Ending::Unchanged(error) => Written::Unchanged { reason: error.to_string() },
        Ending::Unknown(error) => Written::Unknown { reason: error.to_string() },
    }
}

/// A verdict that leaves nothing to read: the ONU is not where it is asked for.
pub(super) fn not_there(at: OnuAddress, verdict: Verdict) -> OnuReading {
    OnuReading {
        onu_id: at.id.0,
        verdict: said(verdict),
        line: OnuLine::Unknown,
        olt_rx_cdbm: None,
        onu_rx_cdbm: None,
        onu_tx_cdbm: None,
        distance_m: None,
        down_cause: None,
    }
}

pub(super) fn reading(at: OnuAddress, read: ReadBack) -> OnuReading {
    let Signal { olt_rx, onu_rx, onu_tx, distance_m, .. } = read.signal;
    OnuReading {
        onu_id: at.id.0,
        verdict: said(read.verdict),
        line: line(read.detail.state),
        olt_rx_cdbm: olt_rx.map(hundredths),
        onu_rx_cdbm: onu_rx.map(hundredths),
        onu_tx_cdbm: onu_tx.map(hundredths),
        distance_m: read.detail.distance_m.or(distance_m),
        down_cause: read.detail.last_down_cause,
    }
}

fn said(verdict: Verdict) -> OnuVerdict {
    match verdict {
        Verdict::Complete => OnuVerdict::Complete,
        Verdict::Partial { missing } => OnuVerdict::Partial(missing),
        Verdict::Absent => OnuVerdict::Absent,
        Verdict::Elsewhere(at) => OnuVerdict::Elsewhere { onu_id: at.id.0 },
        Verdict::OtherOnu(key) => OnuVerdict::Other { serial: key.map(|key| key.to_string()) },
    }
}

fn line(state: OnuState) -> OnuLine {
    match state {
        OnuState::Online => OnuLine::Online,
        OnuState::Offline | OnuState::AuthFailed => OnuLine::Offline,
        OnuState::Los => OnuLine::Los,
        OnuState::PowerOff => OnuLine::Power,
        // Ranging is neither online nor a fault; the next reading will tell.
        OnuState::Joining | OnuState::Unknown => OnuLine::Unknown,
    }
}

/// The device may have executed the command: what was being changed is read back by whoever changed it.
fn session_fault(error: SessionError) -> Fault {
    match &error {
        SessionError::Lost { .. } => Fault::CutOff(error.to_string()),
        SessionError::TimedOut { .. } | SessionError::TooLong { .. } => Fault::Garbled(error.to_string()),
        SessionError::NotOneLine => Fault::NotAllowed { field: "command", value: error.to_string() },
        SessionError::LoggedOut { .. } | SessionError::Broken => Fault::Broken(error.to_string()),
    }
}

pub(super) fn listed(onu: Listed) -> ListedOnu {
    ListedOnu { onu_id: onu.at.id.0, key: onu.key().map(|key| key.to_string()), line: line(onu.state) }
}

pub(super) fn look(detail: Option<Detail>, signal: Option<Signal>, not_offered: Vec<String>) -> OnuLook {
    let Signal { olt_rx, onu_rx, onu_tx, distance_m, .. } = signal.unwrap_or_default();
    let mut look = OnuLook {
        distance_m,
        olt_rx_cdbm: olt_rx.map(hundredths),
        onu_rx_cdbm: onu_rx.map(hundredths),
        onu_tx_cdbm: onu_tx.map(hundredths),
        not_offered,
        ..OnuLook::default()
    };
    if let Some(detail) = detail {
        look.key = detail.serial.map(|serial| serial.to_string()).or_else(|| detail.mac.map(|mac| mac.to_string()));
        look.line = Some(line(detail.state));
        look.distance_m = detail.distance_m.or(look.distance_m);
        look.down_cause = detail.last_down_cause;
    }
    look
}

/// The parser lets −45 to +15 dBm through, so this fits.
fn hundredths(dbm: f64) -> i32 {
    (dbm * 100.0).round() as i32
}

pub(super) fn driver_fault(error: DriverError) -> Fault {
    match error {
        DriverError::Session(error) => session_fault(error),
        DriverError::Parse(ParseError::Refused(refusal)) => Fault::NotUnderstood(refusal.to_string()),
        DriverError::Parse(error) => Fault::NotUnderstood(error.to_string()),
        DriverError::Plan(error) => plan_fault(error),
        other @ (DriverError::Refused { .. } | DriverError::OtherOnu { .. } | DriverError::Stuck(_)) => {
            Fault::NotUnderstood(other.to_string())
        }
    }
}
