//! Handles to the in-memory implementation, for every group of both APIs.

use std::sync::Arc;

use trophy_api::Application;
use trophy_api::admin::{Admin, PointsClient, StreaksClient};

use crate::state::InMemory;

pub(crate) fn application(trophy: &Arc<InMemory>) -> Application {
    Application::default()
        .with_achievements(Arc::clone(trophy).into())
        .with_leaderboards(Arc::clone(trophy).into())
        .with_metrics(Arc::clone(trophy).into())
        .with_points(Arc::clone(trophy).into())
        .with_streaks(Arc::clone(trophy).into())
        .with_users(Arc::clone(trophy).into())
}

pub(crate) fn admin(trophy: &Arc<InMemory>) -> Admin {
    let points = PointsClient::default()
        .with_boosts(Arc::clone(trophy).into())
        .with_levels(Arc::clone(trophy).into())
        .with_systems(Arc::clone(trophy).into())
        .with_triggers(Arc::clone(trophy).into());
    let streaks = StreaksClient::from(Arc::clone(trophy))
        .with_freezes(Arc::clone(trophy).into())
        .with_pauses(Arc::clone(trophy).into())
        .with_settings(Arc::clone(trophy).into());
    Admin::default()
        .with_achievements(Arc::clone(trophy).into())
        .with_application_api_keys(Arc::clone(trophy).into())
        .with_attributes(Arc::clone(trophy).into())
        .with_environments(Arc::clone(trophy).into())
        .with_leaderboards(Arc::clone(trophy).into())
        .with_metrics(Arc::clone(trophy).into())
        .with_points(points)
        .with_settings(Arc::clone(trophy).into())
        .with_streaks(streaks)
        .with_tenants(Arc::clone(trophy).into())
}
