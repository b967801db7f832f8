//! Documents for measurements, as JSON.

pub mod growth;
pub mod kinds;
