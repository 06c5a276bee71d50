using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// The checks for waiting dispatches together with a <see cref="ScheduleHarness"/>, with a webhook, and with mails in
/// its pickup folder.
/// </summary>
internal sealed class AlertHarness : IDisposable
{
    private readonly ScheduleHarness _service;
    private readonly AlertSettings _settings;
    private readonly DkimSigner _signer = new([]);
    private readonly HttpClient _http = AlertHooks.Client();
    private WaitingService _watch;

    public AlertHarness(ScheduleHarness service, HookServer hooks, string? to = "ops@example.org")
    {
        _service = service;
        _settings = new() { Webhook = hooks.Address("/hook"), To = to is null ? null : EmailAddress.Parse(to) };
        _watch = Start();
    }

    public Readiness Readiness { get; } = new();

    public KeptLog<Alerts> Log { get; } = new();

    /// <summary>Starts a new process.</summary>
    public void Restart()
    {
        _watch.Dispose();
        _watch = Start();
    }

    /// <summary>Checks every 15 seconds of the clock.</summary>
    public async Task LookAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= WaitingService.Interval)
        {
            _service.Clock.Advance(WaitingService.Interval);
            await _watch.LookAsync(CancellationToken.None);
        }
    }

    /// <summary>The alerts that were mailed, oldest first.</summary>
    public IReadOnlyList<MimeMessage> Mails() =>
        [
            .. new DirectoryInfo(_service.Work.Pickup().Name)
                .EnumerateFiles("*.eml")
                .OrderBy(file => file.LastWriteTimeUtc)
                .Select(file => MimeMessage.Load(file.FullName)),
        ];

    public void Dispose()
    {
        _watch.Dispose();
        _signer.Dispose();
        _http.Dispose();
    }

    private WaitingService Start()
    {
        var (database, clock) = (_service.Work.Database, _service.Clock);
        var alerts = new Alerts(
            _settings,
            _service.Work.Newsletter,
            _service.Relays,
            _signer,
            new AlertHooks(_http, clock),
            clock,
            Log
        );
        var facts = new WaitingFacts(
            database,
            _service.Running,
            _service.Relays,
            _service.Watch,
            _service.Calendar,
            clock
        );
        return new(
            facts,
            new WaitingTable(database),
            Readiness,
            alerts,
            _service.Work.Newsletter,
            clock,
            NullLogger<WaitingService>.Instance
        );
    }
}
