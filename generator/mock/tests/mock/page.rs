//! The page at `/__mock`.

use apicrate_mock::{Mock, MockServer};
use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::browser::{Browser, Failure};
use crate::{Test, header, json, mock, pets, send, send_body};

/// Markup that would run a script if the page inserted it as HTML.
const MARKUP: &str = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

/// A document with markup in all of its texts.
fn hostile() -> Result<Mock, Box<dyn std::error::Error>> {
    let text = r"
openapi: 3.1.0
info: { title: MARKUP, version: MARKUP }
security: [{ MARKUP: [] }]
paths:
  /a/{id}:
    post:
      operationId: MARKUP
      summary: MARKUP
      description: MARKUP
      tags: [MARKUP]
      deprecated: true
      parameters:
        - { name: id, in: path, required: true, description: MARKUP, schema: { type: string, example: MARKUP } }
        - { name: q, in: query, required: true, description: MARKUP, schema: { enum: [MARKUP] } }
      requestBody:
        description: MARKUP
        content: { application/json: { schema: { type: string }, examples: { MARKUP: { value: MARKUP } } } }
      responses:
        '200': { description: MARKUP, content: { application/json: { schema: { type: string }, examples: { MARKUP: { value: MARKUP } } } } }
components:
  securitySchemes: { MARKUP: { type: apiKey, in: header, name: X-Key } }
";
    let text = text.replace("MARKUP", &format!("'{MARKUP}'"));
    mock(&text)
}

#[test]
fn the_policy_allows_the_script_of_the_page_only() -> Test {
    let answer = send(&pets()?, "GET", "/__mock", &[])?;
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    let policy = header(&answer, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
    assert!(!policy.contains("unsafe"), "{policy}");
    let page = String::from_utf8_lossy(answer.body());
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacent", "document.write"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(!page.contains("://"), "the page refers to another server");
    Ok(())
}

#[test]
fn a_form_has_values_that_the_server_accepts() -> Test {
    let pets = pets()?;
    let form = json(&send(&pets, "GET", "/__mock/operations/listPets", &[])?)?;
    let limit = &form["parameters"][0];
    assert_eq!(limit["name"], "limit");
    assert_eq!(limit["hint"], "integer, 1 to 100");
    assert_eq!(form["parameters"][4]["values"][1], "light");
    assert_eq!(form["credentials"][0][0]["parameter"], "X-API-KEY");
    let target = format!("/pets?limit={}", limit["value"]);
    let answer = send(&pets, "GET", &target, &[("x-api-key", "a")])?;
    assert_eq!(answer.status(), 200, "{target}");
    let form = json(&send(&pets, "GET", "/__mock/operations/createPet", &[])?)?;
    let choices = form["body"]["content"].as_array();
    for choice in choices.into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let content_type = text(&choice["content_type"]);
        let headers = [("x-api-key", "a"), ("content-type", content_type.as_str())];
        let body = text(&choice["examples"][0]["text"]);
        let answer = send_body(&pets, "POST", "/pets", &headers, body.clone())?;
        assert_eq!(answer.status(), 201, "{content_type}: {body}");
    }
    let unknown = send(&pets, "GET", "/__mock/operations/unknown", &[])?;
    assert_eq!(unknown.status(), 404);
    Ok(())
}

#[test]
fn exchanges_after_a_number_are_the_new_ones() -> Test {
    let pets = pets()?;
    for _ in 0..3 {
        send(&pets, "GET", "/pets/7", &[])?;
    }
    for (after, expected) in [(0, 3), (2, 1), (3, 0), (9, 3)] {
        let target = format!("/__mock/exchanges?after={after}");
        let found = json(&send(&pets, "GET", &target, &[])?)?;
        assert_eq!(found.as_array().map(Vec::len), Some(expected), "{after}");
    }
    Ok(())
}

#[test]
fn exchanges_contain_no_credentials() -> Test {
    let mock = mock(
        "
openapi: 3.1.0
info: { title: Keys, version: 1.0.0 }
security: [{ header: [], query: [], cookie: [], basic: [] }]
paths:
  /keys: { get: { responses: { '200': { description: Keys. } } } }
components:
  securitySchemes:
    header: { type: apiKey, in: header, name: X-Custom }
    query: { type: apiKey, in: query, name: api key }
    cookie: { type: apiKey, in: cookie, name: session }
    basic: { type: http, scheme: basic }
",
    )?;
    let headers = [
        ("x-custom", "hidden"),
        ("cookie", "session=hidden"),
        ("authorization", "Basic hidden"),
        ("x-auth-token", "hidden"),
    ];
    let answer = send(&mock, "GET", "/keys?api%20key=hidden&a=shown", &headers)?;
    assert_eq!(answer.status(), 200);
    let answer = send(&mock, "GET", "/__mock/exchanges", &[])?;
    let text = String::from_utf8_lossy(answer.body());
    assert!(text.contains("shown") && !text.contains("hidden"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_browser_calls_operations() -> Result<(), Failure> {
    let pets = pets().map_err(|error| error.to_string())?;
    let hostile = hostile().map_err(|error| error.to_string())?;
    let pets = MockServer::start(pets).await?;
    let hostile = MockServer::start(hostile).await?;
    let urls = (pets.url(), hostile.url());
    spawn_blocking(move || {
        let Some(browser) = Browser::start()? else {
            println!("skipped: the programs `chromium` and `chromedriver` are missing");
            return Ok(());
        };
        calls(&browser, &urls.0)?;
        fills(&browser, &urls.0)?;
        shows_markup_as_text(&browser, &urls.1)
    })
    .await?
}

/// Filters, chooses an operation, and sends requests with and without a fault.
fn calls(browser: &Browser, url: &str) -> Result<(), Failure> {
    browser.open(&format!("{url}/__mock"))?;
    browser.wait("document.querySelectorAll('#operations a').length === 6")?;
    browser.fill("//input[@id='filter']", "post pets")?;
    browser.wait("find('count').textContent === '1 of 6'")?;
    browser.click("//nav//li[not(@hidden)]/a")?;
    browser.wait("find('command')?.textContent.includes('--request POST')")?;
    assert_eq!(browser.value("location.hash")?, "#createPet");
    browser.fill("//textarea[@id='body']", "{\"name\": \"\"}")?;
    browser.click("//button[text()='Send']")?;
    browser.wait("find('status')?.textContent.startsWith('422')")?;
    let fault = browser.value("document.querySelector('#result .faults').textContent")?;
    let fault = fault.as_str().unwrap_or_default();
    assert!(
        fault.starts_with("body.name ") && fault.ends_with("(minLength)"),
        "{fault}"
    );
    // A required property of a parameter is left out, and then filled in. The field shows the fault.
    browser.open(&format!("{url}/__mock#listPets"))?;
    browser.wait("find('call').textContent.includes('listPets')")?;
    let near = "//div[@class='field'][label/b='near']";
    browser.fill(&format!("{near}/textarea"), "{\"lon\": 1}")?;
    browser.click("//button[text()='Send']")?;
    browser.wait("find('status')?.textContent.startsWith('400')")?;
    browser
        .wait("document.querySelector('#result .faults code').textContent === 'query.near.lat'")?;
    browser.wait("document.querySelector('[aria-invalid=true]').tagName === 'TEXTAREA'")?;
    browser.fill(&format!("{near}/textarea"), "{\"lat\": 1.5}")?;
    browser.click("//input[@aria-label='Send mode']")?;
    browser.click("//input[@aria-label='Send tags']")?;
    browser.click("//input[@aria-label='Send X-Trace']")?;
    browser.click("//input[@aria-label='Send limit']")?;
    browser.click("//button[text()='Send']")?;
    browser.wait("find('status')?.textContent.startsWith('200')")?;
    browser.wait("find('answer').textContent.includes('\"name\": \"Rex\"')")?;
    assert_eq!(browser.value("document.cookie")?, "");
    // The newest exchange is the first.
    browser.wait("find('exchanges').children[0].textContent.includes('near%5Blat%5D=1.5')")?;
    let faults = "[...find('exchanges').children].map(it => it.querySelector('.faults code')?.textContent ?? '')";
    let faults = browser.value(faults)?;
    assert_eq!(faults[0], "");
    assert_eq!(faults[1], "query.near.lat");
    assert_eq!(faults[2], "body.name");
    Ok(())
}

/// Fills the form with an exchange.
fn fills(browser: &Browser, url: &str) -> Result<(), Failure> {
    browser.click("(//ol[@id='exchanges']/li)[1]//summary")?;
    browser.click("(//ol[@id='exchanges']/li)[1]//button[text()='Fill the form']")?;
    let request = browser.value("find('command').textContent")?;
    let request = request.as_str().unwrap_or_default();
    assert!(request.contains("near%5Blat%5D=1.5"), "{request}");
    browser.click("(//ol[@id='exchanges']/li)[3]//summary")?;
    browser.click("(//ol[@id='exchanges']/li)[3]//button[text()='Fill the form']")?;
    browser.wait("find('body')?.value === '{\"name\": \"\"}'")?;
    // The value of the credentials is not kept.
    let kept = browser.value("JSON.stringify(exchanges)")?;
    assert!(
        kept.as_str()
            .is_some_and(|kept| kept.contains("[redacted]"))
    );
    // A bookmark.
    browser.open("about:blank")?;
    browser.open(&format!("{url}/__mock#getPet"))?;
    browser.wait("find('call').textContent.includes('/pets/{id}')")?;
    browser.click("//button[text()='Send']")?;
    browser.wait("find('status')?.textContent.startsWith('200')")?;
    browser.wait("find('answer').textContent.includes('\"Rex\"')")
}

fn shows_markup_as_text(browser: &Browser, url: &str) -> Result<(), Failure> {
    browser.open(&format!("{url}/__mock"))?;
    browser.wait("document.querySelector('#operations a')")?;
    browser.click("//nav//li/a")?;
    browser.wait("document.getElementById('form')")?;
    // A required parameter is left out, and then sent.
    browser.click("//input[@aria-label='Send q']")?;
    browser.click("//button[text()='Send']")?;
    browser.wait("find('status')?.textContent.startsWith('400')")?;
    let fault = browser.value("document.querySelector('#result .faults').textContent")?;
    assert_eq!(fault, "query.q is missing (required)");
    browser.click("//input[@aria-label='Send q']")?;
    browser.click("//button[text()='Send']")?;
    browser.wait("find('status')?.textContent.startsWith('200')")?;
    browser.wait("find('exchanges').children.length === 2")?;
    let faults =
        browser.value("find('exchanges').children[1].querySelector('.faults').textContent")?;
    assert_eq!(faults, "query.q is missing (required)");
    browser.click("(//ol[@id='exchanges']/li)[1]//summary")?;
    browser.wait("document.querySelector('.opened pre')")?;
    assert_eq!(browser.value("window.hacked ?? 'no'")?, "no");
    assert_eq!(browser.value("document.querySelectorAll('img').length")?, 0);
    assert_eq!(
        browser.value("document.querySelectorAll('script').length")?,
        1
    );
    assert_eq!(browser.value("find('title').textContent")?, MARKUP);
    Ok(())
}
