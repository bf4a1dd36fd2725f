use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::failure::{Failure, Result};
use super::connect;

/// Sends a request on a connection of its own and reads until the server hangs up, which the request
/// asks for. What it returns is for `Connection::replay`: taking it apart can wait.
pub(crate) async fn exchange(server: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let mut stream = connect(server).await?;
    stream
        .write_all(request)
        .await
        .map_err(Failure::io("sending a request"))?;
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .await
        .map_err(Failure::io("reading an answer"))?;
    Ok(answer)
}
