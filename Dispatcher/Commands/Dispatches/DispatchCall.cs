using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>One run of a verb about one dispatch. Tests: DispatchCommandTests.</summary>
/// <param name="Dispatch">As it was when the verb began.</param>
/// <param name="Verb">For the audit, for example <c>pause</c>.</param>
/// <param name="Reason">What <c>--reason</c> gives; null without it.</param>
internal sealed record DispatchCall(
    CommandContext Context,
    DispatcherSettings Settings,
    Database Database,
    Dispatch Dispatch,
    string Verb,
    string? Reason,
    bool IsJson
)
{
    public DispatchControl Control => new(Database, Context.Clock, Audited);

    /// <summary>
    /// The line in the audit, which is part of the transaction of the change: neither is there without the other, and a
    /// verb that changes nothing leaves none.
    /// </summary>
    public Alongside Audited =>
        TerminalAudit.With(
            Context,
            Database,
            $"dispatch.{Verb}",
            FormattableString.Invariant($"dispatch:{Dispatch.Id}"),
            Dispatch.IssueSlug,
            Reason
        );

    public DispatchStore Dispatches => new(Database, Context.Clock);

    public Ledger Ledger => new(Database, Context.Clock);

    public SlotCalendar Calendar => new(Settings.Newsletter);

    /// <summary>The dispatch in a sentence.</summary>
    public string Name => DispatchWords.Name(Dispatch);

    public DispatchRefusals Refusals => new(Calendar);

    /// <summary>A verb that takes a dispatch's number: finds the dispatch, and only then runs.</summary>
    public static Command Build(
        CommandContext context,
        string name,
        string description,
        Func<ParseResult, DispatchCall, CancellationToken, Task<int>> run
    )
    {
        var id = new Argument<long>("ID")
        {
            Description = "Number of the dispatch, as status shows it.",
            CustomParser = ReadId,
        };
        var command = new Command(name, description) { id };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var settings = context.Settings();
                    var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                    var wanted = parsed.GetValue(id);
                    if (
                        await new DispatchStore(database, context.Clock).FindAsync(wanted, cancellationToken)
                        is not { } dispatch
                    )
                    {
                        context.Terminal.Error(Unknown(wanted));
                        return CommandContext.Failed;
                    }

                    var call = new DispatchCall(
                        context,
                        settings,
                        database,
                        dispatch,
                        name,
                        parsed.GetValue<string?>("--reason"),
                        parsed.GetValue(CommonOptions.Json)
                    );
                    return await run(parsed, call, cancellationToken);
                })
        );
        return command;
    }

    public static string Unknown(long id) => $"There is no dispatch {id}; see them with: dispatcher status";

    /// <summary>Reads the number of a dispatch; what is none becomes an error of the command line.</summary>
    public static long ReadId(ArgumentResult result)
    {
        if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"\"{result.Tokens[0].Value}\" is no number of a dispatch; see them with: dispatcher status");
        return 0;
    }

    /// <summary>Prints the sentence for people, the dispatch as it is now for programs.</summary>
    public int Answer(string sentence)
    {
        if (IsJson)
        {
            Context.Terminal.Json(new { Dispatch = Dispatch.Id, Done = sentence });
        }
        else
        {
            Context.Terminal.Line(sentence);
        }

        return CommandContext.Done;
    }

    public int Fail(string sentence)
    {
        Context.Terminal.Error(sentence);
        return CommandContext.Failed;
    }

    /// <summary>Says why the dispatch's state does not allow a verb.</summary>
    public int Refuse(string verb) => Fail(Refusals.Of(Dispatch, verb, Context.Clock.GetUtcNow()));

    /// <summary>What happens next, in a sentence.</summary>
    public async Task<string> WhoSendsAsync(CancellationToken cancellationToken) =>
        Interruption.WhoSends(Dispatch, await OwnerAsync(cancellationToken));

    /// <summary>Who sends from the database; null when no process does.</summary>
    public Task<OwnerRow?> OwnerAsync(CancellationToken cancellationToken) =>
        Ownership.CurrentAsync(Database, Context.Clock, cancellationToken);
}
