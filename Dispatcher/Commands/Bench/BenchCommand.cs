using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Settings;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Bench;

/// <summary>
/// <c>bench</c>: how fast this machine sends, measured against Postfix's own <c>smtp-source</c> on the same
/// <c>smtp-sink</c>. Everything is on: rendering, ledger, fsync. Uses a throw-away folder and loopback only.
/// </summary>
internal static class BenchCommand
{
    private const int WarmUpMessages = 20_000;

    private static readonly Option<int> Recipients = Number(
        "--recipients",
        "How many messages each sender sends.",
        50_000,
        100,
        5_000_000
    );
    private static readonly Option<int> Size = Number(
        "--size",
        "Size of a message in octets, roughly.",
        30_000,
        12_000,
        100_000
    );
    private static readonly Option<int> Connections = Number("--connections", "Connections of each sender.", 8, 1, 100);
    private static readonly Option<int> Rounds = Number("--rounds", "How often the two take turns.", 3, 1, 100);

    private static readonly Option<string> Dkim = new("--dkim")
    {
        Description = "Sign ours with a key made for it: none, rsa or ed25519.",
        DefaultValueFactory = _ => "none",
    };

    private static readonly Option<string?> Curve = new("--curve")
    {
        Description = "Write a sample a second of our last round to this CSV file: seconds, sent, rate, memory.",
        HelpName = "FILE",
    };

    public static Command Build(CommandContext context)
    {
        var command = new Command("bench", "Measure how fast this machine sends, against Postfix's smtp-source.")
        {
            Recipients,
            Size,
            Connections,
            Rounds,
            Dkim,
            Curve,
        };
        Dkim.AcceptOnlyFromAmong("none", "rsa", "ed25519");
        command.SetAction(
            (parsed, cancellationToken) => context.RunAsync(() => RunAsync(context, parsed, cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        if (PostfixTools.Missing() is { } missing)
        {
            context.Terminal.Error(missing);
            return CommandContext.Failed;
        }

        var plan = new BenchPlan(
            parsed.GetValue(Recipients),
            parsed.GetValue(Size),
            parsed.GetValue(Connections),
            context.Folder.Templates,
            Keys(parsed.GetValue(Dkim)!)
        );
        var json = parsed.GetValue(CommonOptions.Json);
        List<BenchResult> ours = [],
            theirs = [];
        using var stop = new StopSignal(cancellationToken);
        await WarmUpAsync(context, plan, stop.Token);
        for (var round = 1; round <= parsed.GetValue(Rounds); round++)
        {
            using var scratch = new ScratchFolder();
            var bench = await OurBench.PrepareAsync(plan, scratch.Path, context.Clock, stop.Token);
            theirs.Add(await TheirBench.RunAsync(plan, bench.MessageSize, context.Clock, stop.Token));
            ours.Add(await bench.RunAsync(stop.Token));
            Say(context, json, round, theirs[^1], ours[^1]);
        }

        if (parsed.GetValue(Curve) is { } file)
        {
            await File.WriteAllLinesAsync(
                Path.Combine(context.Root, file),
                ["seconds,sent,rate,memory_mb", .. ours[^1].Curve.Select(sample => sample.ToString())],
                stop.Token
            );
        }

        if (!json)
        {
            Summarize(context, ours, theirs);
        }

        return CommandContext.Done;
    }

    private static IReadOnlyList<DkimSettings> Keys(string type) =>
        type is "none"
            ? []
            :
            [
                new(
                    "example.com",
                    "bench",
                    DkimKey.Parse(type is "rsa" ? DkimKey.NewRsa() : DkimKey.NewEd25519(), out _)!
                ),
            ];

    /// <summary>
    /// The yardstick is a compiled program; our code is compiled while it first runs, and that is not counted.
    /// </summary>
    private static async Task WarmUpAsync(CommandContext context, BenchPlan plan, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFolder();
        var bench = await OurBench.PrepareAsync(
            plan with
            {
                Recipients = Math.Min(plan.Recipients, WarmUpMessages),
            },
            scratch.Path,
            context.Clock,
            cancellationToken
        );
        await bench.RunAsync(cancellationToken);
    }

    private static void Say(CommandContext context, bool json, int round, BenchResult theirs, BenchResult ours)
    {
        if (json)
        {
            context.Terminal.Json(
                new
                {
                    Round = round,
                    Messages = ours.Messages,
                    MessageSize = ours.MessageSize,
                    SmtpSourceRate = theirs.Rate,
                    DispatcherRate = ours.Rate,
                    Ratio = ours.Rate / theirs.Rate,
                    CpuMicroseconds = ours.CpuPerMessage,
                    FreezeSeconds = ours.Freeze.TotalSeconds,
                    FirstMessageSeconds = ours.FirstMessage.TotalSeconds,
                    PeakMemoryMb = ours.PeakMemoryMb,
                    SecondHalfToFirst = ours.SecondHalfToFirst,
                }
            );
            return;
        }

        context.Terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: smtp-source {theirs.Rate:N0}/s, dispatcher {ours.Rate:N0}/s, ratio "
                    + $"{ours.Rate / theirs.Rate:0.00}, {ours.CpuPerMessage:0} µs CPU a message"
            )
        );
    }

    private static void Summarize(CommandContext context, List<BenchResult> ours, List<BenchResult> theirs)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("", "Median")
            .AddColumn(new TableColumn("Lowest to highest").NoWrap());
        Row("smtp-source, messages/s", theirs.Select(run => run.Rate), "N0");
        Row("dispatcher, messages/s", ours.Select(run => run.Rate), "N0");
        Row("ratio, round by round", ours.Zip(theirs, (our, their) => our.Rate / their.Rate), "0.00");
        Row("CPU a message, µs", ours.Select(run => run.CpuPerMessage), "0");
        Row("freezing the recipients, s", ours.Select(run => run.Freeze.TotalSeconds), "0.00");
        Row("from the start to the first message, s", ours.Select(run => run.FirstMessage.TotalSeconds), "0.00");
        Row("peak memory, MB", ours.Select(run => run.PeakMemoryMb), "0");
        Row("second half's rate to the first's", ours.Select(run => run.SecondHalfToFirst), "0.00");
        context.Terminal.Console.Write(table);
        context.Terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ours[0].Messages:N0} messages of {ours[0].MessageSize:N0} octets, smtp-sink on loopback, "
                    + $"{Environment.ProcessorCount} processors."
            )
        );

        void Row(string name, IEnumerable<double> values, string format)
        {
            var sorted = values.Order().ToList();
            table.AddRow(name, Text(sorted[sorted.Count / 2]), $"{Text(sorted[0])} to {Text(sorted[^1])}");

            string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        }
    }

    private static Option<int> Number(string name, string description, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && !(
                    int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number >= least
                    && number <= most
                )
            )
            {
                result.AddError($"{name} is \"{token.Value}\", but takes a number from {least} to {most}.");
            }
        });
        return option;
    }
}
