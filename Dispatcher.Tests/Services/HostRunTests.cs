using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Tests.Services;

/// <summary>A host with a part that fails, built like the service.</summary>
[TestFixture]
internal sealed class HostRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task A_loop_that_fails_ends_the_host_and_the_message_names_the_loop()
    {
        using var host = Build(services => services.AddHostedService(_ => new FailingService("first line\nsecond")));

        var said = await RunAsync(host);

        Assert.That(
            said,
            Does.StartWith(
                    "FailingService failed in a way that nobody planned for "
                        + "(InvalidOperationException: first line second)"
                )
                .And.Not.Contain("\n")
        );
        Assert.That(Stopped(host), Is.True);
    }

    [Test]
    public async Task A_part_without_a_loop_reports_its_failure_and_the_message_names_the_first_one()
    {
        using var host = Build(_ => { });
        var failure = host.Services.GetRequiredService<UnplannedFailure>();

        var said = await RunAsync(
            host,
            started: () =>
            {
                failure.Report("The tick of the schedule", new FormatException("no date"));
                failure.Report("The tick of the schedule", new FormatException("again"));
            }
        );

        Assert.That(
            said,
            Does.StartWith(
                "The tick of the schedule failed in a way that nobody planned for (FormatException: no date)"
            )
        );
        Assert.That(Stopped(host), Is.True);
    }

    [Test]
    public async Task A_failure_while_the_service_stops_is_expected()
    {
        using var host = Build(_ => { });
        var failure = host.Services.GetRequiredService<UnplannedFailure>();

        var said = await RunAsync(
            host,
            started: () =>
            {
                host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
                failure.Report("The tick of the schedule", new InvalidOperationException("shut down"));
            }
        );

        Assert.That(said, Is.Null);
    }

    [Test]
    public async Task A_failure_during_the_start_is_in_the_message_too()
    {
        using var host = Build(services =>
            services.AddHostedService(_ => new FailingService("at once")).AddHostedService<StartsLate>()
        );
        var hasStarted = false;

        var said = await RunAsync(host, started: () => hasStarted = true);

        Assert.That(hasStarted, Is.False);
        Assert.That(said, Does.StartWith("FailingService failed").And.Contain("at once"));
    }

    [Test]
    public async Task A_host_that_is_told_to_end_has_no_failure()
    {
        using var host = Build(_ => { });
        using var end = new CancellationTokenSource();

        var said = await HostRun
            .RunAsync(host, TimeProvider.System, end.Cancel, stopping: () => { }, end.Token)
            .WaitAsync(Patience);

        Assert.That(said, Is.Null);
        Assert.That(Stopped(host), Is.True);
    }

    private static Task<string?> RunAsync(IHost host, Action? started = null) =>
        HostRun
            .RunAsync(host, TimeProvider.System, started ?? (() => { }), stopping: () => { }, CancellationToken.None)
            .WaitAsync(Patience);

    private static bool Stopped(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.IsCancellationRequested;

    private static IHost Build(Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<UnplannedFailure>();
        add(builder.Services);
        return builder.Build();
    }

    private sealed class FailingService(string why) : LoopService(TimeProvider.System)
    {
        protected override Task RunAsync(CancellationToken stoppingToken) => throw new InvalidOperationException(why);

        protected override void LogTrouble(string trouble) { }
    }

    /// <summary>
    /// A part that is still starting when the host is told to stop, and then gives up, as a web server does.
    /// </summary>
    private sealed class StartsLate : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
