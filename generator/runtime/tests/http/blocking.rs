//! Blocking calls.

use std::future::IntoFuture;
use std::thread;

use apicrate_runtime::{
    Blocking, BoxFuture, CallOptions, Client, Error, ErrorKind, Response, Result,
};

use crate::support::api::User;
use crate::support::server::{Answer, Server};
use crate::support::{Test, client, user};

/// A call as in generated code.
struct UserCall(Client);

impl UserCall {
    async fn send(self) -> Result<Response<User>> {
        self.0.call(&user(), &CallOptions::new()).await
    }
}

impl IntoFuture for UserCall {
    type Output = Result<User>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.send().await.map(Response::into_inner) })
    }
}

#[test]
fn wait_works_for_calls_and_send() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = client(&server)?;
    assert_eq!(UserCall(client.clone()).wait()?.id, "18");
    assert_eq!(UserCall(client).send().wait()?.status().as_u16(), 200);
    Ok(())
}

#[test]
fn threads_can_share_a_client() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = client(&server)?;
    let threads: Vec<_> = (0..16)
        .map(|_| {
            let client = client.clone();
            thread::spawn(move || {
                (0..20).try_for_each(|_| UserCall(client.clone()).wait().map(drop))
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")??;
    }
    assert_eq!(server.count(), 320);
    Ok(())
}

fn assert_rejected(result: Result<User>) -> std::result::Result<(), Error> {
    match result {
        Err(error) if error.to_string().contains("async runtime") => {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            Ok(())
        }
        Err(error) => Err(error),
        Ok(_) => Err(Error::invalid_request("the call succeeded")),
    }
}

/// Tries to wait in the async context of both kinds of runtimes.
#[test]
fn wait_fails_in_async_context() -> Test {
    let server = Server::start(Answer::none())?;
    let client = client(&server)?;
    let wait = || assert_rejected(UserCall(client.clone()).wait());
    let one = tokio::runtime::Builder::new_current_thread().build()?;
    let many = tokio::runtime::Builder::new_multi_thread().build()?;
    for runtime in [one, many] {
        runtime.block_on(async { wait() })?;
        let spawned = UserCall(client.clone());
        runtime.block_on(runtime.spawn(async { assert_rejected(spawned.wait()) }))??;
        let guard = runtime.enter();
        wait()?;
        drop(guard);
    }
    assert_eq!(server.count(), 0);
    Ok(())
}

#[test]
fn nested_wait_fails() {
    let nested = async { async { Ok(5) }.wait() };
    assert!(
        nested
            .wait()
            .is_err_and(|error| error.kind() == ErrorKind::InvalidRequest)
    );
}
