using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// What <c>status --dispatch ID</c> prints, and <c>send</c> at its end: counts of one dispatch, then by name the
/// readers who did not get it, and why.
/// Tests: StatusCommandTests.
/// </summary>
internal static class DispatchView
{
    private const int MostListed = 50;
    private const int MostDomains = 20;

    /// <summary>What an operator wants to see by name: everything that is neither waiting nor sent.</summary>
    private static readonly DeliveryState[] Noteworthy =
    [
        DeliveryState.Deferred,
        DeliveryState.Failed,
        DeliveryState.Skipped,
        DeliveryState.Expired,
        DeliveryState.Uncertain,
    ];

    /// <summary>Reads the dispatch's numbers and prints them.</summary>
    /// <param name="isInterrupted">No process sends it now.</param>
    public static async Task ShowAsync(
        CommandContext context,
        Database database,
        Dispatch dispatch,
        bool isInterrupted,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var numbers = await DispatchNumbers.ReadAsync(database, dispatch.Id, cancellationToken);
        var rows = await new Ledger(database, context.Clock).InStatesAsync(
            dispatch.Id,
            Noteworthy,
            MostListed,
            cancellationToken
        );
        if (json)
        {
            context.Terminal.Json(Json(dispatch, isInterrupted, numbers, rows));
            return;
        }

        foreach (var line in Lines(dispatch, isInterrupted, numbers))
        {
            context.Terminal.Line(line);
        }

        DomainsView.Show(context.Terminal, numbers.Largest(MostDomains));
        ShowRows(context.Terminal, rows);
    }

    private static object Json(
        Dispatch dispatch,
        bool isInterrupted,
        DispatchNumbers numbers,
        IReadOnlyList<DeliveryRow> rows
    ) =>
        new
        {
            Dispatch = StatusJson.Of(dispatch, Interruption.State(dispatch, isInterrupted)),
            GoesOnWith = isInterrupted ? Interruption.GoesOnWith(dispatch) : null,
            Counts = numbers.States,
            numbers.Failures,
            Rates = StatusJson.Of(numbers.Rates),
            Domains = numbers.Largest(MostDomains).Select(StatusJson.Of),
            NotSent = rows,
        };

    /// <summary>What stands above the tables.</summary>
    private static IEnumerable<string> Lines(Dispatch dispatch, bool isInterrupted, DispatchNumbers numbers)
    {
        var state = Interruption.State(dispatch, isInterrupted);
        yield return $"Dispatch {dispatch.Id}{DispatchWords.Kind(dispatch, " (", ")")} of "
            + $"{dispatch.SlotDate:yyyy-MM-dd}, \"{dispatch.Title}\": {state}, {DispatchWords.Counts(numbers.States)}";
        if (isInterrupted)
        {
            yield return DispatchWords.NoProcessSends(Interruption.GoesOnWith(dispatch));
        }

        if (dispatch.Reason is { } reason)
        {
            yield return reason;
        }

        if (dispatch.FoundPace is { } pace)
        {
            yield return $"Slowed by refusals: {pace}";
        }

        if (numbers.Failures.Count > 0)
        {
            var causes = numbers
                .Failures.OrderByDescending(cause => cause.Value)
                .Select(cause => FormattableString.Invariant($"{cause.Value:N0} {cause.Key}"));
            yield return $"Failed: {string.Join(", ", causes)}.";
        }

        foreach (var sentence in numbers.Rates.Sentences())
        {
            yield return sentence;
        }
    }

    /// <summary>The readers who did not get it, by name; nothing where there are none.</summary>
    private static void ShowRows(Terminal terminal, IReadOnlyList<DeliveryRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Address", "State", "Attempts", "Last reply");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Email),
                row.State.Word(),
                row.Attempts.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(row.Reply ?? "")
            );
        }

        terminal.Console.Write(table);
    }
}
