//! Work for the writer, which it may have to do twice: once in a batch, and once more alone when the
//! batch failed.

use tokio::sync::oneshot;

use super::writing::Writing;
use crate::store::StoreError;

pub(super) trait Job: Send {
    /// About how long it takes, in commands.
    fn weight(&self) -> usize;
    /// Does the work inside the batch's transaction. Must give the same again when called again.
    fn run(&mut self, writing: &mut Writing<'_>) -> Result<(), StoreError>;
    /// Tells whoever waits: after the commit, or that there is none.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A closure as a job.
pub(super) struct Task<T, F> {
    weight: usize,
    work: F,
    done: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Task<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
{
    pub(super) fn boxed(
        weight: usize,
        work: F,
    ) -> (Box<dyn Job>, oneshot::Receiver<Result<T, StoreError>>) {
        let (reply, receiver) = oneshot::channel();
        (
            Box::new(Self {
                weight,
                work,
                done: None,
                reply,
            }),
            receiver,
        )
    }
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnMut(&mut Writing<'_>) -> Result<T, StoreError> + Send,
{
    fn weight(&self) -> usize {
        self.weight
    }

    fn run(&mut self, writing: &mut Writing<'_>) -> Result<(), StoreError> {
        self.done = Some((self.work)(writing)?);
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let Self { done, reply, .. } = *self;
        let answer = committed.and_then(|()| done.ok_or(StoreError::Closed));
        // Nobody may wait any longer: the work is done all the same.
        let _: Result<(), _> = reply.send(answer);
    }
}
