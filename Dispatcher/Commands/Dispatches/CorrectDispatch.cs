using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// <c>dispatch correct ID FILE</c>: readers who do not have the issue yet get the corrected one.
/// Tests: DispatchCommandTests.
/// </summary>
internal static class CorrectDispatch
{
    private const int LongestNote = 1000;

    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The corrected issue file." };
        var notify = new Option<bool>("--notify")
        {
            Description = "Also write to those who have the wrong one, with the corrected issue.",
        };
        var note = new Option<string?>("--note")
        {
            Description = "What was wrong, for those whom --notify writes to.",
            HelpName = "TEXT",
        };
        var command = DispatchCall.Verb(
            context,
            "correct",
            "Send the corrected issue to the readers who do not have it yet.",
            (parsed, call, cancellationToken) =>
            {
                var text = parsed.GetValue(note)?.Trim();
                if (text is not null && Fault(text, parsed.GetValue(notify)) is { } fault)
                {
                    context.Terminal.Error(fault);
                    return Task.FromResult(CommandContext.WrongUsage);
                }

                return RunAsync(
                    call,
                    parsed.GetRequiredValue(file),
                    parsed.GetValue(notify) ? new CorrectionText(text) : null,
                    cancellationToken
                );
            }
        );
        command.Arguments.Add(file);
        command.Options.Add(notify);
        command.Options.Add(note);
        command.Options.Add(CommonOptions.Reason);
        return command;
    }

    private static string? Fault(string note, bool notify) =>
        note switch
        {
            _ when !notify => "--note is for those whom --notify writes to; add --notify.",
            "" => "--note is empty; leave it out, or say what was wrong.",
            { Length: > LongestNote } => $"--note has {note.Length} characters, but takes {LongestNote} at most.",
            _ when note.Any(char.IsControl) =>
                "--note holds a line break or a control character; write it in one line.",
            _ => null,
        };

    private static async Task<int> RunAsync(
        DispatchCall call,
        string file,
        CorrectionText? notice,
        CancellationToken cancellationToken
    )
    {
        if (Refuse(call, file, notice) is { } refused)
        {
            return refused;
        }

        if (Read(call, file, notice) is not { } package)
        {
            return CommandContext.Failed;
        }

        var files = package.Freeze();
        if (notice is null && await WhyUselessAsync(call, package.File, files, cancellationToken) is { } useless)
        {
            return call.Fail(useless);
        }

        var result = await call.Control.CorrectAsync(
            call.Dispatch.Id,
            files,
            notice is null ? null : Notice(call, package, notice),
            new ApprovalGate(call.Settings.Newsletter).Of(package),
            cancellationToken
        );
        return result switch
        {
            ControlResult.Changed changed => call.Answer(await SentenceAsync(call, changed, cancellationToken)),
            ControlResult.NotApproved { Why: var why } => call.Fail(
                $"{package.File} {why}. Nothing was changed; approve it: dispatcher issue approve {package.File}"
            ),
            _ => call.Refuse("correct"),
        };
    }

    /// <summary>Refuses a dispatch that cannot be corrected, or only with a notice.</summary>
    /// <returns>The exit status, after an error; null when the dispatch can be corrected.</returns>
    private static int? Refuse(DispatchCall call, string file, CorrectionText? notice)
    {
        var dispatch = call.Dispatch;
        if (dispatch.Kind is DispatchKind.Correction)
        {
            return call.Fail(
                $"{call.Name} is a correction itself; correct the issue: dispatcher dispatch correct "
                    + $"{dispatch.CorrectsId} {file} --notify"
            );
        }

        if (dispatch.IsOpen || (notice is not null && dispatch.IssueSlug is not null))
        {
            return null;
        }

        return dispatch.State is DispatchState.Done or DispatchState.Stopped
            ? call.Fail(
                $"{call.Name} is {dispatch.State.Word()}: its readers have the wrong issue. Write to them with: "
                    + $"dispatcher dispatch correct {dispatch.Id} {file} --notify"
            )
            : call.Refuse("correct");
    }

    /// <summary>Why a correction without a notice is of no use; null when it is of use.</summary>
    /// <param name="name">The corrected file, as errors name it.</param>
    /// <param name="files">What would be sent from now on.</param>
    private static async Task<string?> WhyUselessAsync(
        DispatchCall call,
        string name,
        IReadOnlyDictionary<string, byte[]> files,
        CancellationToken cancellationToken
    )
    {
        if (IssuePackage.IsSame(files, await call.Dispatches.FilesAsync(call.Dispatch, cancellationToken)))
        {
            return $"{name} and its templates are what {call.Name} is sent from already; was the correction saved?";
        }

        var open = await call.Dispatches.OpenAsync(cancellationToken);
        return open.FirstOrDefault(one => one.CorrectsId == call.Dispatch.Id) is { } under
            ? $"Dispatch {under.Id} is telling readers of the correction before this one; add --notify, so that they "
                + "get the newest."
            : null;
    }

    /// <summary>
    /// Reads and checks the corrected file with today's templates; what is wrong stands on standard error.
    /// </summary>
    private static IssuePackage? Read(DispatchCall call, string file, CorrectionText? notice)
    {
        var terminal = call.Context.Terminal;
        var (package, problems) = new IssuePackageReader(call.Context.Folder, call.Settings.Newsletter).Read(file);
        CompiledIssue? issue = null;
        if (package is not null)
        {
            (issue, problems) = SendableIssue.Compile(package, call.Settings.Newsletter, call.Dispatch.SlotDate);
            if (issue is not null && notice is not null)
            {
                (issue, problems) = SendableIssue.Compile(
                    package with
                    {
                        Notice = notice,
                    },
                    call.Settings.Newsletter,
                    call.Dispatch.SlotDate
                );
            }
        }

        foreach (var problem in problems)
        {
            terminal.Error(problem.ToString());
        }

        if (issue is null)
        {
            return null;
        }

        if (issue.Issue.Slug != call.Dispatch.IssueSlug)
        {
            terminal.Error(
                $"{issue.Issue.File} is another issue than the one that {call.Name} sends; correct "
                    + $"issues/{call.Dispatch.IssueSlug}.md and name that."
            );
            return null;
        }

        if (issue.Issue.Status is IssueStatus.Draft)
        {
            terminal.Error($"{issue.Issue.File} is a draft; set \"status: ready\" in it first.");
            return null;
        }

        return package;
    }

    private static CorrectionMail Notice(DispatchCall call, IssuePackage package, CorrectionText notice) =>
        new(
            package.Reading.Issue!.Title,
            call.Calendar.CutOff(call.Context.Clock.GetUtcNow(), call.Settings.Delivery.Retry.GiveUpAfter),
            (package with { Notice = notice }).Freeze()
        );

    private static async Task<string> SentenceAsync(
        DispatchCall call,
        ControlResult.Changed changed,
        CancellationToken cancellationToken
    )
    {
        var counts = await call.Ledger.CountsAsync(call.Dispatch.Id, cancellationToken);
        var left = counts.GetValueOrDefault(DeliveryState.Pending) + counts.GetValueOrDefault(DeliveryState.Deferred);
        List<string> said =
        [
            changed.Dispatch.IsOpen
                ? $"{call.Name} is corrected: {Number(left)} who do not have it yet get the new text."
                : $"{call.Name} is {changed.Dispatch.State.Word()}, so nobody new gets it.",
        ];
        if (changed.Notice is { } notice)
        {
            said.Add(
                notice.Recipients == 0
                    ? "Nobody has the wrong one, so nobody is written to."
                    : $"Dispatch {notice.Id} writes to the {Number(notice.Recipients)} who have the wrong one, by "
                        + "dispatcher run, when nothing else is under way."
            );
        }

        if (changed.Dispatch.State is DispatchState.Paused)
        {
            said.Add($"It is paused; go on with: dispatcher dispatch resume {changed.Dispatch.Id}");
        }

        said.Add(await call.WhoSendsAsync(cancellationToken));
        return string.Join(' ', said);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
