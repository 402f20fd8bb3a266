//! What a connection costs: pure, so that the preview and the issued invoice are one computation.

use chrono::NaiveDate;
use janet_model::{Money, MoneyError};
use janet_plans::Proration;
use janet_workspace::Language;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{
    period::{BillingDay, Period, part_of},
    ppn::{self, PpnRule},
    wording,
};

/// How the company charges, as of the day of the invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// `None`: the company is no PKP, and no PPN stands anywhere.
    pub ppn: Option<PpnRule>,
    pub prices_include_ppn: bool,
    /// Of the documents.
    pub language: Language,
}

/// What of a plan decides its charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPrice {
    pub name: String,
    /// Per month.
    pub price: Money,
    pub installation: Money,
    pub taxable: bool,
    pub pay_first: bool,
    /// Charged before the period it is for; else after it, by a later run.
    pub in_advance: bool,
    pub proration: Proration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    Installation,
    /// From the first day of service to the end of the period it lies in.
    FirstPeriod {
        on: NaiveDate,
        billing_day: BillingDay,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Installation,
    Recurring,
}

impl LineKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            LineKind::Installation => "installation",
            LineKind::Recurring => "recurring",
        }
    }

    pub(crate) fn parse(text: &str) -> LineKind {
        // The CHECK of the table knows these two.
        if text == "installation" { LineKind::Installation } else { LineKind::Recurring }
    }
}

/// One step of how an amount came about; a line's steps, read in order, are the whole computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Derivation {
    /// What the plan says.
    PlanPrice { plan: String, price: Money },
    /// These days of the period are charged.
    Days { charged: Period, days: i32, period: Period, period_days: i32 },
    /// The full price, because the plan does not prorate.
    FullPrice,
    /// `amount = price − before`, where `before = price × days_before ÷ period_days`, rounded half up: the days before
    /// the first would have cost that much, so parts of a period always sum to its price.
    Prorated { price: Money, days_before: i32, period_days: i32, before: Money, amount: Money },
    /// The line's share of the invoice's PPN, which is computed once on `base` (half up) and shared by largest remainder.
    Ppn { rule: PpnRule, included: bool, base: Money, invoice_ppn: Money, share: Money },
    /// The plan bears no PPN.
    Untaxed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QuoteLine {
    pub kind: LineKind,
    pub description: String,
    /// What is charged, half-open.
    pub period: Option<Period>,
    pub days: Option<i32>,
    pub period_days: Option<i32>,
    pub unit_price: Money,
    /// As priced: with PPN inside where prices include it.
    pub amount: Money,
    pub dpp: Money,
    pub ppn: Money,
    pub derivation: Vec<Derivation>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Quote {
    pub lines: Vec<QuoteLine>,
    pub dpp: Money,
    pub ppn: Money,
    /// The part of `dpp` that bears PPN.
    pub ppn_base: Money,
    /// `None`: no PPN is computed, because the company is no PKP or nothing here is taxable.
    pub ppn_rule: Option<PpnRule>,
    pub ppn_label: Option<String>,
    pub total: Money,
}

/// What one service is charged when it is connected. Two documents where the plan wants the installation paid first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ConnectionQuote {
    /// Charged when the order is saved; the line is held until it is paid.
    pub now: Option<Quote>,
    /// Charged when the line is first seen working; the days are counted from `on`.
    pub at_activation: Option<Quote>,
    pub on: NaiveDate,
}

/// The charges as one invoice. `None`: they come to nothing.
pub fn quote(terms: &Terms, plan: &PlanPrice, charges: &[Charge]) -> Result<Option<Quote>, MoneyError> {
    let mut lines = Vec::with_capacity(charges.len());
    for charge in charges {
        let line = match *charge {
            Charge::Installation => installation(terms, plan),
            Charge::FirstPeriod { on, billing_day } => first_period(terms, plan, on, billing_day)?,
        };
        if line.amount > Money::ZERO {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    Ok(Some(taxed(terms, plan, lines)?))
}

/// Both documents of a connection, as they would be if the line worked on `on`.
pub fn connection(terms: &Terms, plan: &PlanPrice, billing_day: BillingDay, on: NaiveDate) -> Result<ConnectionQuote, MoneyError> {
    let mut later = Vec::new();
    let mut now = None;
    if plan.pay_first {
        now = quote(terms, plan, &[Charge::Installation])?;
    } else {
        later.push(Charge::Installation);
    }
    if plan.in_advance {
        later.push(Charge::FirstPeriod { on, billing_day });
    }
    Ok(ConnectionQuote { now, at_activation: quote(terms, plan, &later)?, on })
}

fn installation(terms: &Terms, plan: &PlanPrice) -> QuoteLine {
    QuoteLine {
        kind: LineKind::Installation,
        description: wording::installation(terms.language).to_owned(),
        period: None,
        days: None,
        period_days: None,
        unit_price: plan.installation,
        amount: plan.installation,
        dpp: Money::ZERO,
        ppn: Money::ZERO,
        derivation: vec![Derivation::PlanPrice { plan: plan.name.clone(), price: plan.installation }],
    }
}

fn first_period(terms: &Terms, plan: &PlanPrice, on: NaiveDate, billing_day: BillingDay) -> Result<QuoteLine, MoneyError> {
    let whole = Period::containing(on, billing_day);
    let charged = Period { start: on, end: whole.end };
    let mut derivation = vec![
        Derivation::PlanPrice { plan: plan.name.clone(), price: plan.price },
        Derivation::Days { charged, days: charged.days(), period: whole, period_days: whole.days() },
    ];
    let amount = match plan.proration {
        Proration::None => {
            derivation.push(Derivation::FullPrice);
            plan.price
        }
        Proration::Daily => {
            let amount = part_of(plan.price, whole, charged.start, charged.end)?;
            derivation.push(Derivation::Prorated {
                price: plan.price,
                days_before: whole.days() - charged.days(),
                period_days: whole.days(),
                before: plan.price.checked_sub(amount)?,
                amount,
            });
            amount
        }
    };
    Ok(QuoteLine {
        kind: LineKind::Recurring,
        description: format!("{}, {}", plan.name, wording::period_text(charged, terms.language)),
        period: Some(charged),
        days: Some(charged.days()),
        period_days: Some(whole.days()),
        unit_price: plan.price,
        amount,
        dpp: Money::ZERO,
        ppn: Money::ZERO,
        derivation,
    })
}

fn taxed(terms: &Terms, plan: &PlanPrice, mut lines: Vec<QuoteLine>) -> Result<Quote, MoneyError> {
    let amounts: Vec<Money> = lines.iter().map(|line| line.amount).collect();
    let sum = amounts.iter().try_fold(Money::ZERO, |sum, amount| sum.checked_add(*amount))?;
    let rule = terms.ppn.filter(|_| plan.taxable);
    let (dpp, ppn) = match rule {
        None => (sum, Money::ZERO),
        Some(rule) if terms.prices_include_ppn => rule.inside(sum)?,
        Some(rule) => (sum, rule.on_top_of(sum)?),
    };
    let shares = ppn::allocate(ppn, &amounts)?;
    for (line, share) in lines.iter_mut().zip(shares) {
        line.ppn = share;
        line.dpp = if rule.is_some() && terms.prices_include_ppn { line.amount.checked_sub(share)? } else { line.amount };
        match rule {
            Some(rule) => {
                line.derivation.push(Derivation::Ppn { rule, included: terms.prices_include_ppn, base: dpp, invoice_ppn: ppn, share })
            }
            None if terms.ppn.is_some() => line.derivation.push(Derivation::Untaxed),
            None => {}
        }
    }
    Ok(Quote {
        lines,
        dpp,
        ppn,
        ppn_base: if rule.is_some() { dpp } else { Money::ZERO },
        ppn_rule: rule,
        ppn_label: rule.map(PpnRule::label),
        total: dpp.checked_add(ppn)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: PpnRule = PpnRule { rate_bp: 1200, dpp_num: 11, dpp_den: 12 };

    fn terms(ppn: Option<PpnRule>, prices_include_ppn: bool) -> Terms {
        Terms { ppn, prices_include_ppn, language: Language::Id }
    }

    fn plan(price: i64, installation: i64) -> PlanPrice {
        PlanPrice {
            name: "Home 30".into(),
            price: Money::from_minor(price),
            installation: Money::from_minor(installation),
            taxable: true,
            pay_first: false,
            in_advance: true,
            proration: Proration::Daily,
        }
    }

    fn first(on: &str, day: u8) -> Charge {
        Charge::FirstPeriod { on: on.parse().unwrap(), billing_day: BillingDay::new(day).unwrap() }
    }

    #[test]
    fn the_money_card_of_the_drawing() {
        let quote =
            quote(&terms(Some(NOW), false), &plan(120_000, 250_000), &[Charge::Installation, first("2026-11-22", 1)]).unwrap().unwrap();
        let amounts: Vec<i64> = quote.lines.iter().map(|line| line.amount.minor()).collect();
        assert_eq!(amounts, [250_000, 36_000]);
        assert_eq!((quote.dpp.minor(), quote.ppn.minor(), quote.total.minor()), (286_000, 31_460, 317_460));
        assert_eq!(quote.lines[1].description, "Home 30, 22–30 Nov 2026");
        assert_eq!((quote.lines[1].days, quote.lines[1].period_days), (Some(9), Some(30)));
    }

    #[test]
    fn a_plan_that_does_not_prorate_costs_its_price() {
        let plan = PlanPrice { proration: Proration::None, ..plan(120_000, 0) };
        let quote = quote(&terms(None, false), &plan, &[first("2026-11-30", 1)]).unwrap().unwrap();
        assert_eq!(quote.total.minor(), 120_000);
        assert!(quote.lines[0].derivation.contains(&Derivation::FullPrice));
    }

    #[test]
    fn what_is_paid_first_is_a_document_of_its_own() {
        let plan = PlanPrice { pay_first: true, ..plan(120_000, 250_000) };
        let both = connection(&terms(None, false), &plan, BillingDay::new(1).unwrap(), "2026-11-22".parse().unwrap()).unwrap();
        assert_eq!(both.now.unwrap().total.minor(), 250_000);
        assert_eq!(both.at_activation.unwrap().total.minor(), 36_000);
        let arrears = PlanPrice { in_advance: false, pay_first: false, ..plan };
        let both = connection(&terms(None, false), &arrears, BillingDay::new(1).unwrap(), "2026-11-22".parse().unwrap()).unwrap();
        assert_eq!((both.now, both.at_activation.unwrap().total.minor()), (None, 250_000), "in arrears the month is charged after it");
    }

    #[test]
    fn nothing_to_charge_is_no_quote() {
        assert_eq!(quote(&terms(Some(NOW), false), &plan(0, 0), &[Charge::Installation, first("2026-11-22", 1)]), Ok(None));
    }

    #[test]
    fn inv_26_no_pkp_no_ppn_anywhere() {
        let quote = quote(&terms(None, false), &plan(120_000, 250_000), &[Charge::Installation, first("2026-11-22", 1)]).unwrap().unwrap();
        assert_eq!((quote.ppn, quote.ppn_base, quote.ppn_rule, quote.ppn_label.as_deref()), (Money::ZERO, Money::ZERO, None, None));
        assert_eq!(quote.total.minor(), 286_000);
        assert!(quote.lines.iter().all(|line| line.ppn == Money::ZERO
            && !line.derivation.iter().any(|step| matches!(step, Derivation::Ppn { .. } | Derivation::Untaxed))));
        let untaxed = PlanPrice { taxable: false, ..plan(120_000, 0) };
        let quote = super::quote(&terms(Some(NOW), false), &untaxed, &[first("2026-11-01", 1)]).unwrap().unwrap();
        assert_eq!((quote.ppn, quote.ppn_rule, quote.total.minor()), (Money::ZERO, None, 120_000));
    }

    proptest! {
        #[test]
        fn inv_25_lines_sum_to_the_document(price in 0i64..50_000_000, installation in 0i64..50_000_000, day in 1u8..=31, offset in 0u64..1500, pkp: bool, included: bool) {
            let on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(offset);
            let terms = terms(pkp.then_some(NOW), pkp && included);
            let charges = [Charge::Installation, Charge::FirstPeriod { on, billing_day: BillingDay::new(day).unwrap() }];
            if let Some(quote) = quote(&terms, &plan(price, installation), &charges).unwrap() {
                let sum = |part: fn(&QuoteLine) -> Money| quote.lines.iter().map(|line| part(line).minor()).sum::<i64>();
                prop_assert_eq!(sum(|line| line.dpp), quote.dpp.minor());
                prop_assert_eq!(sum(|line| line.ppn), quote.ppn.minor());
                prop_assert_eq!(quote.dpp.minor() + quote.ppn.minor(), quote.total.minor());
                if included && pkp {
                    prop_assert_eq!(quote.total.minor(), sum(|line| line.amount), "an inclusive price is what is paid");
                }
            }
        }
    }
}
