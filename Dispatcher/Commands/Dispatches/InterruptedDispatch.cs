using System.Globalization;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// What <c>send</c> says about a dispatch of its file that was begun before: see <see cref="Interruption"/>.
/// Tests: DispatchCommandTests.
/// </summary>
internal static class InterruptedDispatch
{
    /// <summary>
    /// Open dispatches of an issue file: the issue itself, then what tells of its correction. Empty where nothing of
    /// the file is open.
    /// </summary>
    public static async Task<IReadOnlyList<Dispatch>> OfAsync(
        CommandContext context,
        Database database,
        string file,
        CancellationToken cancellationToken
    )
    {
        if (new IssueFolder(context.Folder.Issues).SlugOf(file) is not { } slug)
        {
            return [];
        }

        var open = await new DispatchStore(database, context.Clock).OpenAsync(cancellationToken);
        return
        [
            .. open.Where(dispatch => dispatch.IssueSlug == slug)
                .OrderBy(dispatch => dispatch.Kind is DispatchKind.Correction)
                .ThenBy(dispatch => dispatch.Id),
        ];
    }

    /// <summary>How far a dispatch is that is gone on with, in a sentence.</summary>
    /// <param name="counts">The ledger's, by state.</param>
    /// <param name="owner">Who sends from the database; null when no process does.</param>
    public static string Describe(Dispatch dispatch, IReadOnlyDictionary<DeliveryState, long> counts, OwnerRow? owner)
    {
        var progress = ProgressCounts.Of(dispatch, counts);
        var state =
            dispatch.State is DispatchState.Paused ? $"is paused ({dispatch.Reason ?? "by an operator"})"
            : owner is { } by ? FormattableString.Invariant($"is being sent by process {by.ProcessId}")
            : "was interrupted";
        var kind =
            dispatch.Kind is DispatchKind.Correction
                ? FormattableString.Invariant($", a correction of dispatch {dispatch.CorrectsId},")
                : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Dispatch {dispatch.Id}, \"{dispatch.Title}\",{kind} {state}: {progress.Sent:N0} of "
                + $"{progress.Recipients:N0} sent, {progress.Open:N0} still due. It goes on where it stopped."
        );
    }

    /// <summary>Says when the file is another now than when it was frozen; null when it is the same.</summary>
    /// <param name="file">As the operator named it.</param>
    public static async Task<string?> WhatChangedAsync(
        CommandContext context,
        NewsletterSettings newsletter,
        DispatchStore dispatches,
        Dispatch dispatch,
        string file,
        CancellationToken cancellationToken
    )
    {
        if (dispatch.Kind is not DispatchKind.Issue)
        {
            return null;
        }

        var (package, _) = new IssuePackageReader(context.Folder, newsletter).Read(file);
        if (package is null)
        {
            return $"issues/{dispatch.IssueSlug}.md cannot be read now; what goes out is the issue as it was when its "
                + "dispatch began.";
        }

        return IssuePackage.IsSame(package.Freeze(), await dispatches.FilesAsync(dispatch, cancellationToken))
            ? null
            : $"{package.File} or its templates have changed since; what goes out is the issue as it was when its "
                + $"dispatch began. To send the new text instead: dispatcher dispatch correct {dispatch.Id} "
                + $"{package.File}";
    }
}
