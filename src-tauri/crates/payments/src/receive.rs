//! Taking cash over the counter: exact, in part, or more than is owed; before any invoice it is credit.

use janet_billing::{AccountRole, Payment, allocate, lock_holder, seller, standing};
use janet_db::{Command, Cx, Failure};
use janet_model::{Code, CustomerId, InvoiceId, Money, Refusal, ServiceId, TransactionId};
use janet_workspace::{Language, next_number};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, release::release};

/// More than this in one payment is a slip of the hand.
const MOST: Money = Money::from_minor(1_000_000_000_000);

/// Receives cash from a customer. It settles `invoice_id` first, if one is named, then the oldest due; the rest is credit.
/// Where somebody else pays for the customer, the money is booked in the payer's name, whose invoices they are.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ReceivePayment {
    pub id: TransactionId,
    pub customer_id: CustomerId,
    pub amount: Money,
    /// What was put on the counter, where change was given.
    pub tendered: Option<Money>,
    pub note: String,
    pub invoice_id: Option<InvoiceId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AllocatedTo {
    pub invoice_id: InvoiceId,
    pub number: String,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PaymentReceived {
    pub receipt_number: String,
    pub allocated: Vec<AllocatedTo>,
    /// What of this payment found no invoice.
    pub credit: Money,
    /// What the customer owes after it; negative is credit.
    pub balance: Money,
    /// Services whose hold for money was lifted.
    pub released: Vec<ServiceId>,
}

impl ReceivePayment {
    fn check(mut self) -> Result<ReceivePayment, Error> {
        if self.amount <= Money::ZERO || self.amount > MOST {
            return Err(Error::Invalid { field: "amount" });
        }
        if self.tendered.is_some_and(|tendered| tendered < self.amount || tendered > MOST) {
            return Err(Error::Invalid { field: "tendered" });
        }
        self.note = self.note.trim().to_owned();
        if self.note.chars().count() > 500 {
            return Err(Error::Invalid { field: "note" });
        }
        Ok(self)
    }
}

impl Command for ReceivePayment {
    const KIND: &'static str = "payments.payment.receive";
    type Outcome = PaymentReceived;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<PaymentReceived, Failure> {
        let input = self.check()?;
        let holder = lock_holder(cx.tx, input.customer_id).await?;
        cx.author.may_touch(holder.branch)?;
        let today = holder.day(cx.at);
        let (seller, language) = seller(cx.tx, holder.branch).await?;
        let receipt_number = next_number(cx.tx, "receipt", 1).await.map_err(Error::from)?.remove(0);
        sqlx::query!(
            "insert into public.isp_transactions (id, receipt_number, customer_id, branch_id, method, amount, tendered, received_at, business_date,
                 received_by, note, language, seller, payer, command_id)
             values ($1, $2, $3, $4, 'cash', $5, $6, $7, $8, $9::text::name, $10, $11, $12, $13, $14)",
            input.id.0,
            receipt_number,
            holder.id.0,
            holder.branch.0,
            input.amount.minor(),
            input.tendered.map(Money::minor),
            cx.at,
            today,
            cx.author.login,
            input.note,
            match language {
                Language::Id => "id",
                Language::En => "en",
            },
            serde_json::to_value(&seller)?,
            serde_json::to_value(&holder.party)?,
            cx.command.0
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| janet_db::command::on_unique(error, "isp_transactions_pkey", Refusal::new(Code::Taken).field("id")))?;
        let payment = Payment {
            id: input.id,
            holder: &holder,
            amount: input.amount,
            account: AccountRole::Cash,
            at: cx.at,
            command: Some(cx.command),
            receipt_number: &receipt_number,
        };
        let allocated = allocate(cx.tx, &payment, input.invoice_id).await?;
        let released = release(cx.tx, &holder, today, &cx.author.login, cx.at).await?;
        let balance = standing(cx.tx, holder.id).await?.balance;
        Ok(PaymentReceived {
            receipt_number,
            allocated: allocated
                .allocations
                .into_iter()
                .map(|allocation| AllocatedTo { invoice_id: allocation.invoice, number: allocation.number, amount: allocation.amount })
                .collect(),
            credit: allocated.credit,
            balance,
            released,
        })
    }
}

#[cfg(test)]
mod tests {
    use janet_model::NewId;

    use super::*;

    fn input(amount: i64, tendered: Option<i64>) -> ReceivePayment {
        ReceivePayment {
            id: TransactionId::new_id(),
            customer_id: CustomerId::new_id(),
            amount: Money::from_minor(amount),
            tendered: tendered.map(Money::from_minor),
            note: String::new(),
            invoice_id: None,
        }
    }

    #[test]
    fn amounts_have_bounds() {
        let field = |amount, tendered| match input(amount, tendered).check() {
            Err(Error::Invalid { field }) => field,
            _ => "",
        };
        assert_eq!(field(0, None), "amount");
        assert_eq!(field(-5, None), "amount");
        assert_eq!(field(1_000_000_000_001, None), "amount");
        assert_eq!(field(1_000_000_000_000, None), "");
        assert_eq!(field(50_000, Some(49_999)), "tendered");
        assert_eq!(field(50_000, Some(50_000)), "");
    }
}
