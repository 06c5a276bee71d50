using System.Globalization;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What people read about a dispatch. Pure. Tests: StatusCommandTests.</summary>
internal static class DispatchWords
{
    /// <summary>The dispatch as the subject of a sentence.</summary>
    public static string Name(Dispatch dispatch) => $"Dispatch {dispatch.Id}, \"{dispatch.Title}\",";

    /// <summary>Says that a dispatch was interrupted, and how it goes on.</summary>
    /// <param name="goesOnWith">See <see cref="Interruption.GoesOnWith"/>.</param>
    public static string NoProcessSends(string goesOnWith) => $"No process sends it now; {goesOnWith}.";

    /// <summary>Says that a dispatch is a correction, and of which issue's dispatch; empty for an issue.</summary>
    /// <param name="before">Text in front, only where there is something to say.</param>
    /// <param name="after">Text behind, only where there is something to say.</param>
    public static string Kind(Dispatch dispatch, string before, string after) =>
        dispatch.Kind is DispatchKind.Correction ? $"{before}correction of {dispatch.CorrectsId}{after}" : "";

    /// <summary>How many deliveries are in each state, in the order of the states.</summary>
    public static string Counts(IReadOnlyDictionary<DeliveryState, long> counts) =>
        counts.Count == 0
            ? "nobody"
            : string.Join(
                ", ",
                DeliveryStates
                    .Words.Values.Where(counts.ContainsKey)
                    .Select(state => $"{counts[state].ToString("N0", CultureInfo.InvariantCulture)} {state.Word()}")
            );
}
