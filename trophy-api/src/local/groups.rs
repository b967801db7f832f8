//! Every group of both APIs as a handle to the one local Trophy.

use std::sync::Arc;

use super::state::Local;
use crate::Application;
use crate::admin::{Admin, Points, Streaks};

pub(super) fn application(local: &Arc<Local>) -> Application {
    Application::default()
        .with_achievements(Arc::clone(local).into())
        .with_leaderboards(Arc::clone(local).into())
        .with_metrics(Arc::clone(local).into())
        .with_points(Arc::clone(local).into())
        .with_streaks(Arc::clone(local).into())
        .with_users(Arc::clone(local).into())
}

pub(super) fn admin(local: &Arc<Local>) -> Admin {
    let points = Points::default()
        .with_boosts(Arc::clone(local).into())
        .with_levels(Arc::clone(local).into())
        .with_systems(Arc::clone(local).into())
        .with_triggers(Arc::clone(local).into());
    let streaks = Streaks::from(Arc::clone(local))
        .with_freezes(Arc::clone(local).into())
        .with_pauses(Arc::clone(local).into());
    Admin::default()
        .with_application_api_keys(Arc::clone(local).into())
        .with_attributes(Arc::clone(local).into())
        .with_leaderboards(Arc::clone(local).into())
        .with_metrics(Arc::clone(local).into())
        .with_points(points)
        .with_streaks(streaks)
        .with_tenants(Arc::clone(local).into())
}
