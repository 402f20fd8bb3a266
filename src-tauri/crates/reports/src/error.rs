//! What can fail when areas are read together.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Aaa(#[from] janet_aaa::Error),
    #[error(transparent)]
    Billing(#[from] janet_billing::Error),
    #[error(transparent)]
    Customers(#[from] janet_customers::Error),
    #[error(transparent)]
    Network(#[from] janet_network::Error),
    #[error(transparent)]
    Payments(#[from] janet_payments::Error),
    #[error(transparent)]
    Plans(#[from] janet_plans::Error),
    #[error(transparent)]
    Provisioning(#[from] janet_provisioning::Error),
}

impl Error {
    pub fn refusal(&self) -> janet_model::Refusal {
        match self {
            Error::Aaa(error) => error.refusal(),
            Error::Billing(error) => error.refusal(),
            Error::Customers(error) => error.refusal(),
            Error::Network(error) => error.refusal(),
            Error::Payments(error) => error.refusal(),
            Error::Plans(error) => error.refusal(),
            Error::Provisioning(error) => error.refusal(),
        }
    }
}
