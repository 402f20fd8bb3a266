//! Customers as the tests of this crate say them.

use janet_customers::{CreateCustomer, CustomerInput, CustomerKind};
use janet_model::{Address, BranchId, CustomerId, NewId, Pin};

pub fn values(branch: BranchId, name: &str) -> CustomerInput {
    CustomerInput {
        branch_id: branch,
        kind: CustomerKind::Person,
        name: name.into(),
        phone: Some("0812-1100-4512".into()),
        email: None,
        nik: None,
        address: Address {
            street: "Jl. Mawar IV/3".into(),
            rt: "03".into(),
            rw: "12".into(),
            village: "Aren Jaya".into(),
            district: "Bekasi Timur".into(),
            city: "Bekasi".into(),
            postal_code: "17111".into(),
            landmark: "sebelah musala".into(),
        },
        pin: Some(Pin { latitude: -6.2349858, longitude: 106.9945444 }),
        note: String::new(),
    }
}

pub fn new_customer(branch: BranchId, name: &str) -> CreateCustomer {
    CreateCustomer { id: CustomerId::new_id(), values: values(branch, name) }
}
