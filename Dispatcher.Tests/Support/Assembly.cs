using Newsletter.Dispatcher.Tests.Support;

// Each test gets its own instance, so that a clock or list that one test changes is not seen by the next.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LeavesOutLongTests]
