using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>
/// Each stage of a session with each fault, once, on the first of three messages; then the relay works again.
/// </summary>
[TestFixture, Integration]
internal sealed class SessionMatrixTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The expected outcome of the first reader's delivery.</summary>
    private enum End
    {
        /// <summary>Sent at the first attempt.</summary>
        Sent,

        /// <summary>
        /// A fault of the relay: sent at the first attempt that counts, or the run waits for the relay and no delivery
        /// changes.
        /// </summary>
        Relay,

        /// <summary>Sent at the second attempt.</summary>
        Deferred,
        Failed,
        Uncertain,

        /// <summary>
        /// All bytes may have been written to the socket before the fault was noticed; then the delivery is uncertain.
        /// </summary>
        DeferredOrUncertain,
    }

    private static readonly (string Name, SmtpAction Action)[] Faults =
    [
        ("RST", Reset),
        ("FIN", Close),
        ("hang", Hang),
        ("421", Reply("421 4.3.2 going down").Then(Close)),
        ("4yz", Reply("451 4.3.0 later")),
        ("5yz", Reply("554 5.0.0 no")),
        ("garbage", Raw("HTTP/1.1 400 Bad Request\r\n")),
        ("slow", Wait(Pause).Then(AsUsual)),
    ];

    private static readonly Dictionary<Stage, End[]> Expected = new()
    {
        //                     RST FIN hang 421 4yz 5yz garbage slow
        [Stage.Connect] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Sent],
        [Stage.Ehlo] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Sent],
        [Stage.StartTls] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay],
        [Stage.Auth] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Sent],
        [Stage.Mail] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Relay, End.Sent],
        [Stage.Rcpt] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Deferred, End.Failed, End.Relay, End.Sent],
        [Stage.Data] = [End.Relay, End.Relay, End.Relay, End.Relay, End.Deferred, End.Failed, End.Relay, End.Sent],
        [Stage.Body] =
        [
            End.DeferredOrUncertain,
            End.DeferredOrUncertain,
            End.Uncertain,
            End.Relay,
            End.Deferred,
            End.Failed,
            End.Uncertain,
            End.Sent,
        ],
        [Stage.AfterData] =
        [
            End.Uncertain,
            End.Uncertain,
            End.Uncertain,
            End.Relay,
            End.Deferred,
            End.Failed,
            End.Uncertain,
            End.Sent,
        ],
        [Stage.Rset] = [End.Failed, End.Failed, End.Failed, End.Failed, End.Failed, End.Failed, End.Failed, End.Failed],
        [Stage.Quit] = [End.Sent, End.Sent, End.Sent, End.Sent, End.Sent, End.Sent, End.Sent, End.Sent],
    };

    private static IEnumerable<Stage> Stages => Expected.Keys;

    [TestCaseSource(nameof(Stages))]
    public async Task Each_fault_has_its_outcome(Stage stage)
    {
        var lines = await Task.WhenAll(
            Faults.Zip(Expected[stage], (fault, end) => JudgedAsync(stage, fault.Name, fault.Action, end))
        );

        TestContext.Out.WriteLine(string.Join('\n', lines.Select(line => line.Text)));
        TestContext.Out.WriteLine($"{stage}: {lines.Count(line => line.IsRight)}/{lines.Length} right");
        Assert.That(lines.Where(line => !line.IsRight).Select(line => line.Text), Is.Empty);
    }

    /// <summary>
    /// Timeouts are short here, so a machine that stands still for a second looks like a server that hangs. A wrong
    /// result is therefore tried once more.
    /// </summary>
    private static async Task<(bool IsRight, string Text)> JudgedAsync(
        Stage stage,
        string name,
        SmtpAction fault,
        End end
    )
    {
        var first = await OutcomeAsync(stage, name, fault, end);
        if (first.IsRight)
        {
            return first;
        }

        TestContext.Out.WriteLine($"Tried once more: {first.Text}");
        return await OutcomeAsync(stage, name, fault, end);
    }

    private static async Task<(bool IsRight, string Text)> OutcomeAsync(
        Stage stage,
        string name,
        SmtpAction fault,
        End end
    )
    {
        using var certificate = TestCertificate.Valid();
        var options = new SmtpServerOptions
        {
            Tls = stage is Stage.StartTls ? SmtpTls.StartTls : SmtpTls.None,
            Certificate = certificate,
            User = stage is Stage.Auth ? "letter" : null,
            Password = "secret",
        };
        await using var server = ScriptedSmtpServer.Start(options);
        var faults = 0;

        // At Body a correct server sends nothing, so slow is a pause there and no reply.
        var action = stage is Stage.Body && name == "slow" ? Wait(Pause) : fault;
        server.On(stage, _ => Interlocked.Increment(ref faults) == 1 ? action : null);
        if (stage is Stage.Rset)
        {
            server.On(
                Stage.Rcpt,
                call =>
                    call.Line.Contains("reader1@", StringComparison.Ordinal) ? Reply("550 5.1.1 no such user") : null
            );
        }

        using var work = await Workplace.CreateAsync(subscribers: 3);
        work.Delivery = work.Delivery with
        {
            Connections = 1,
            CommandTimeout = TimeSpan.FromSeconds(1),
            DataTimeout = TimeSpan.FromSeconds(1),
            OnUncertain = UncertainPolicy.Hold,
        };
        var security = stage is Stage.StartTls ? RelaySecurity.StartTls : RelaySecurity.None;
        var progress = await SendAsync(
            work,
            work.Relay(server.Port, security, options.User, options.User is null ? null : "secret")
        );

        var rows = await new LedgerFile(work.Database.Path).RowsAsync();
        var verdict = await Judge.OfAsync(work.Database.Path, server.Messages);
        verdict.Hold(mostDuplicates: 0, mostUncertain: 1, about: null);
        var isRight = faults > 0 && IsRight(end, rows, isWaiting: progress.Waiting is not null);
        var states = string.Join(", ", rows.Select(row => $"{row.State} ({row.Attempts})"));
        return (
            isRight,
            $"{stage, -9} {name, -7} -> {end, -19} "
                + $"{states}{(progress.Waiting is null ? "" : $"; waits: {progress.Waiting}")}"
        );
    }

    /// <summary>Sends until the run is over, has waited three seconds for a relay, or makes no progress.</summary>
    private static async Task<DispatchProgress> SendAsync(Workplace work, ITransport relay)
    {
        var progress = new DispatchProgress();
        var dispatcher = work.Dispatcher(relay);
        var dispatch = await work.BeginAsync(dispatcher);
        using var stop = new CancellationTokenSource(Limit);
        var sending = Task.Run(async () =>
        {
            while (!(await dispatcher.ContinueAsync(dispatch, progress, stop.Token)).IsOver)
            {
                await Task.Delay(30, stop.Token);
            }
        });

        var waits = 0;
        while (!sending.IsCompleted && waits < 30)
        {
            await Task.Delay(100);
            waits = progress.Waiting is null ? 0 : waits + 1;
        }

        var result = new DispatchProgress { Waiting = sending.IsCompleted ? null : progress.Waiting };
        await stop.CancelAsync();
        try
        {
            await sending;
        }
        catch (OperationCanceledException)
        {
            // The run still waited for the relay.
        }

        return result;
    }

    private static bool IsRight(End end, IReadOnlyList<LedgerFile.Row> rows, bool isWaiting)
    {
        var others = rows.Skip(1).All(row => row is { State: "sent", Attempts: 1 });
        return (end, rows[0]) switch
        {
            (End.Relay, _) when isWaiting => rows.All(row =>
                row is { State: "pending", Attempts: 0 } or { State: "sent", Attempts: 1 }
            ),
            (End.Sent or End.Relay, { State: "sent", Attempts: 1 }) => others,
            (End.Deferred or End.DeferredOrUncertain, { State: "sent", Attempts: 2 }) => others,
            (End.Failed, { State: "failed", Attempts: 1 }) => others,
            (End.Uncertain or End.DeferredOrUncertain, { State: "uncertain", Attempts: 1 }) => others,
            _ => false,
        };
    }
}
