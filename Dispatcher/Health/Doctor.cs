using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Looks at everything that the next issue needs, sends nothing and changes nothing. Runs all checks in their order.
/// What depends on the network is asked at once, each with a limit of its own.
/// </summary>
internal sealed class Doctor(
    DispatcherSettings settings,
    NewsletterFolder folder,
    Database database,
    TimeProvider clock,
    HttpClient http
)
{
    private readonly Database _database = database.ToLook();

    /// <summary>Settings that cannot be used, as checks: nothing else can be looked at then.</summary>
    public static IReadOnlyList<Check> OfSettings(SettingsException refused) =>
        [
            .. refused.Problems.Select(problem =>
                Check.Red("settings", problem, "Correct appsettings.json or the environment.")
            ),
        ];

    /// <summary>All checks, in the order in which an issue travels.</summary>
    public Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken) =>
        RunAsync(found: null, cancellationToken);

    /// <inheritdoc cref="RunAsync(CancellationToken)"/>
    /// <param name="found">Is told each check as soon as it is known, in no order; null for nobody.</param>
    public async Task<IReadOnlyList<Check>> RunAsync(IProgress<Check>? found, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isSmtp = settings.Delivery.Method is DeliveryMethod.Smtp;
        var relays = Task.WhenAll(
            (isSmtp ? settings.Relays : []).Select(relay => new RelayProbe(clock).LookAsync(relay, stop.Token))
        );
        var dns = isSmtp ? TellAsync(DnsAsync(relays, stop.Token), found) : Task.FromResult<IReadOnlyList<Check>>([]);
        var bounces = isSmtp
            ? TellAsync(BounceMailboxCheck.RunAsync(settings.Bounces, clock, stop.Token), found)
            : Task.FromResult<IReadOnlyList<Check>>([]);
        var pages = new BaseUrlCheck(http).RunAsync(settings.Newsletter.BaseUrl, stop.Token);
        var isRunning = DispatcherLock.Look(_database).IsHeld;
        var listen = new ListenCheck(http).RunAsync(settings.Web.Listen, isRunning, stop.Token);
        try
        {
            var (here, largest) = await LocalAsync(stop.Token);
            foreach (var check in here)
            {
                found?.Report(check);
            }

            return
            [
                Check.Green("settings", "They are in order."),
                .. here,
                .. isSmtp
                    ? []
                    : new[]
                    {
                        Check.Yellow(
                            "relay",
                            $"Mails are written as files into {settings.Delivery.PickupDirectory}; nothing is sent.",
                            "Set Delivery:Method to smtp, and Relays."
                        ),
                    },
                .. (await relays).Select(look => RelayVerdict.Judge(look, largest, clock.GetUtcNow())),
                .. await dns,
                .. await bounces,
                .. await listen is { } local ? [local] : Array.Empty<Check>(),
                await pages,
            ];
        }
        finally
        {
            // Each check has ended when this method returns.
            await stop.CancelAsync();
            await Task.WhenAll(relays, dns, bounces, listen, pages)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<IReadOnlyList<Check>> TellAsync(
        Task<IReadOnlyList<Check>> looking,
        IProgress<Check>? found
    )
    {
        var checks = await looking;
        foreach (var check in checks)
        {
            found?.Report(check);
        }

        return checks;
    }

    private async Task<(IReadOnlyList<Check> Checks, long LargestMessage)> LocalAsync(
        CancellationToken cancellationToken
    )
    {
        List<Check> checks =
        [
            .. await DatabaseCheck.RunAsync(_database, cancellationToken),
            DatabaseCheck.Keys(settings.Storage.KeyFile),
            .. FileModeCheck.Run(database, settings),
            .. FileOwnerCheck.Run(database, settings),
            .. BackupCheck.Run(settings.Backup, clock.GetUtcNow()),
        ];
        checks.Add(TemplateCheck.Run(folder, settings.Newsletter));
        checks.AddRange(HomeTextCheck.Run(folder));
        checks.Add(LookCheck.Run(settings.Newsletter.Look));
        if (checks[0].State is CheckState.Red || !File.Exists(_database.Path))
        {
            return Unseen(checks, "without a database", "Ask again when there is one");
        }

        try
        {
            var pending = await Migrator.PendingAsync(_database, cancellationToken);
            if (pending.Count > 0)
            {
                checks[0] = DatabaseCheck.Pending(_database, pending.Count);
            }

            if (await Ownership.WhyRestoredAsync(_database, clock, cancellationToken) is { } why)
            {
                checks[0] = Check.Red("database", $"{why} Nothing is sent.", RestoredDatabase.WhatToDo);
            }

            return pending.Count > 0
                ? Unseen(
                    checks,
                    "before the pending changes of the database are made",
                    "Ask again after: dispatcher upgrade"
                )
                : await NextSlotAsync(checks, cancellationToken);
        }
        catch (StorageException e)
        {
            checks[0] = Check.Red("database", e.Message, "Nothing is sent before that is fixed.");
        }
        catch (SqliteException e)
        {
            checks[0] = Check.Red("database", _database.Explain(e), "Nothing is sent before that is fixed.");
        }

        return (checks, 0);
    }

    /// <summary>The checks that are left where the tables cannot be read.</summary>
    private (IReadOnlyList<Check> Checks, long LargestMessage) Unseen(List<Check> checks, string why, string advice) =>
        (
            [
                .. checks,
                ClockChecks.Clock(clock.GetUtcNow(), lastSeen: null, new SlotCalendar(settings.Newsletter)),
                Check.Yellow(
                    NextIssueCheck.Name,
                    $"It cannot be looked at {why}.",
                    $"{advice}; until then: dispatcher issue check"
                ),
            ],
            0
        );

    private async Task<(IReadOnlyList<Check> Checks, long LargestMessage)> NextSlotAsync(
        List<Check> checks,
        CancellationToken cancellationToken
    )
    {
        var (now, calendar, readerZones) = (
            clock.GetUtcNow(),
            new SlotCalendar(settings.Newsletter),
            new ReaderZones(_database)
        );
        var seen = await new WatchTable(_database).ReadAsync(cancellationToken);
        var zones = await readerZones.CountAsync("all", cancellationToken);
        checks.Add(ClockChecks.Clock(now, seen?.LastSeenAt, calendar));
        checks.Add(ClockChecks.Zones(zones));
        if (calendar.Next(now) is not { } slot)
        {
            checks.Add(
                Check.Red(
                    NextIssueCheck.Name,
                    "There is no send day within two years.",
                    "Check Newsletter:Days and Newsletter:Holidays."
                )
            );
            return (checks, 0);
        }

        var check = new NextIssueCheck(
            calendar,
            new DispatchedSlots(_database),
            readerZones,
            new AudienceReaders(_database),
            new Audiences(_database),
            new IssueApprovals(
                new IssuePackageReader(folder, settings.Newsletter),
                new ApprovalGate(settings.Newsletter),
                _database
            ),
            folder,
            settings.Newsletter
        );
        var look = await check.RunAsync(slot, now, seen?.SinceAt ?? now, cancellationToken);
        checks.Add(look.Check);
        var largestWave = new Waves(calendar, zones).Of(slot).Max(wave => wave.Count);
        checks.Add(
            DeadlineCheck.Judge(
                slot,
                Math.Min(look.Recipients, largestWave),
                await new LastDispatch(_database).ReadAsync(cancellationToken),
                settings.Delivery.RatePerSecond
            )
        );
        return (checks, look.LargestMessage);
    }

    private async Task<IReadOnlyList<Check>> DnsAsync(
        Task<RelayProbeResult[]> relays,
        CancellationToken cancellationToken
    )
    {
        // A bounce comes back to the sender of the envelope, and SPF is asked about its domain.
        var envelopeDomain = MailDomain.Of(settings.Bounces.ReturnPath ?? settings.Newsletter.From.Value);
        var checks = new DnsChecks(new DnsLookup(settings.Doctor), settings.Newsletter, settings.Dkim, envelopeDomain);
        return await checks.RunAsync(
            [.. (await relays).Select(look => (look.Relay.Host, look.Addresses))],
            cancellationToken
        );
    }
}
