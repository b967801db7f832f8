// A part of a generated crate, for the code examples of the guide.

use apicrate_runtime::{
    CallOptions, Client, Decode, Error, JsonObject, Method, Operation, Response, Result, decode,
    http::StatusCode,
};

#[derive(Debug, Clone, JsonObject)]
pub struct Plant {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, JsonObject)]
pub struct Problem {
    pub detail: String,
}

impl Problem {
    pub fn new(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
        }
    }
}

pub struct GetRequest {
    pub id: String,
}

impl Operation for GetRequest {
    type Output = Plant;
    const ID: &'static str = "plants_get";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/plants/fern";
    const DECODE: Decode<Self::Output> = decode::json;
}

apicrate_runtime::errors! {
    #[request(GetRequest)]
    enum GetError {
        NotFound(Problem) = json(404),
        Default(StatusCode, Problem) = json(..),
    }
}

pub trait PlantsApi: Send + Sync {
    fn get(
        &self,
        request: GetRequest,
        options: CallOptions,
    ) -> impl Future<Output = Result<Response<Plant>>> + Send;
}

pub struct PlantsClient(Client);

impl PlantsClient {
    pub async fn get(&self, id: &str) -> Result<Plant> {
        let request = GetRequest { id: id.to_owned() };
        let plant = self.0.call(&request, &CallOptions::new()).await?;
        Ok(plant.into_inner())
    }
}
