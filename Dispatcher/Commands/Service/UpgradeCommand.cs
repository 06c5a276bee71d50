using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>upgrade</c>: brings the database to this version of the program, after a copy.</summary>
internal static class UpgradeCommand
{
    private const double Megabyte = 1024 * 1024;

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Say what would be done, how long it may take and how much room it needs; change nothing.",
    };

    private static readonly Option<bool> NoCopy = new("--no-copy")
    {
        Description = "Make no copy first; you have a backup.",
    };

    public static Command Build(CommandContext context)
    {
        var command = new Command("upgrade", "Bring the database to this version of the program; a copy is made first.")
        {
            Check,
            NoCopy,
        };
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
        using var stop = new StopSignal(cancellationToken);
        var json = parsed.GetValue(CommonOptions.Json);
        var database = new Database(context.Settings().Storage.ConnectionString);
        var plan = await UpgradePlan.ReadAsync(database, stop.Token);
        if (parsed.GetValue(Check))
        {
            Show(context.Terminal, database, plan, json);
            return plan.Pending.Count == 0 || plan.HasRoom ? CommandContext.Done : CommandContext.Failed;
        }

        if (plan.IsNew)
        {
            context.Terminal.Error(
                $"{database.Path}: there is no database to upgrade; dispatcher run makes a new one."
            );
            return CommandContext.Failed;
        }

        var copy = await new DatabaseUpgrade(
            database,
            context.Clock,
            say: json ? _ => { } : context.Terminal.Line
        ).RunAsync(copies: !parsed.GetValue(NoCopy), stop.Token);
        if (json)
        {
            context.Terminal.Json(
                new
                {
                    database.Path,
                    Changes = plan.Pending.Count,
                    Copy = copy,
                }
            );
        }
        else if (plan.Pending.Count == 0)
        {
            context.Terminal.Line("The database is up to date.");
        }

        return CommandContext.Done;
    }

    private static void Show(Terminal terminal, Database database, UpgradePlan plan, bool json)
    {
        if (json)
        {
            terminal.Json(
                new
                {
                    database.Path,
                    Pending = plan.Pending.Select(one => new
                    {
                        one.Name,
                        one.Rows,
                        Seconds = Math.Round(one.Estimate.TotalSeconds, 2),
                    }),
                    CopyBytes = plan.CopyOctets,
                    NeededBytes = plan.Pending.Count == 0 ? 0 : plan.NeededOctets,
                    FreeBytes = plan.FreeOctets,
                    Seconds = plan.Pending.Count == 0 ? 0 : Math.Round(plan.Estimate.TotalSeconds, 1),
                }
            );
            return;
        }

        if (plan.Pending.Count == 0)
        {
            terminal.Line(plan.IsNew ? "There is no database yet." : "The database is up to date.");
            return;
        }

        foreach (var one in plan.Pending)
        {
            terminal.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Name}: {one.Rows:N0} rows, {DatabaseUpgrade.Words(one.Estimate)}"
                )
            );
        }

        terminal.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"A copy of {plan.CopyOctets / Megabyte:N1} MB is made first, beside the database. With it all this "
                    + $"may take {DatabaseUpgrade.Words(plan.Estimate)}, and needs "
                    + $"{plan.NeededOctets / Megabyte:N0} MB; {plan.FreeOctets / Megabyte:N0} MB are "
                    + $"free{(plan.HasRoom ? "" : ", which is too little")}."
            )
        );
        terminal.Line("Nothing was changed. Stop the service, then: dispatcher upgrade");
    }
}
