using Newsletter.Dispatcher.Tests.Support;

// One instance for each test: a clock advanced or a list filled in one test is never seen by the next.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LeavesOutLongTests]
