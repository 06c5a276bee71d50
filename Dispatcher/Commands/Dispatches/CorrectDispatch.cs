using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Delivery;
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
        var command = DispatchCall.Build(
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
        !notify ? "--note is for those whom --notify writes to; add --notify."
        : note.Length == 0 ? "--note is empty; leave it out, or say what was wrong."
        : Corrections.FaultOf(note) is { } fault ? $"--note {fault}"
        : null;

    private static async Task<int> RunAsync(
        DispatchCall call,
        string file,
        CorrectionText? notice,
        CancellationToken cancellationToken
    )
    {
        var corrections = new Corrections(
            call.Context.Folder,
            call.Settings.Newsletter,
            call.Settings.Delivery,
            call.Dispatches,
            call.Context.Clock
        );
        var plan = await corrections.PlanAsync(call.Dispatch, file, notice, cancellationToken);
        if (plan is not CorrectionPlan.Ready ready)
        {
            return Refuse(call, file, (CorrectionPlan.Refused)plan);
        }

        Tell(call, ready.Warnings);
        var result = await call.Control.CorrectAsync(
            call.Dispatch.Id,
            ready.Files,
            ready.Notice,
            ready.WhyNot,
            cancellationToken
        );
        if (result is ControlResult.NotApproved notApproved)
        {
            return call.Fail(
                $"{ready.File} {notApproved.Why}. Nothing was changed; approve it: "
                    + $"dispatcher issue approve {ready.File}"
            );
        }

        return result is ControlResult.Changed changed
            ? call.Answer(await SentenceAsync(call, changed, cancellationToken))
            : call.Refuse("correct");
    }

    private static void Tell(DispatchCall call, IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
        {
            call.Context.Terminal.Error(problem.ToString());
        }
    }

    /// <summary>Says why the file cannot correct the dispatch.</summary>
    /// <param name="file">As the operator named it.</param>
    /// <returns>The exit status.</returns>
    private static int Refuse(DispatchCall call, string file, CorrectionPlan.Refused refused)
    {
        Tell(call, refused.Problems);
        var dispatch = call.Dispatch;
        return refused.Why switch
        {
            CorrectionRefusal.IsCorrection => call.Fail(
                $"{call.Name} is a correction itself; correct the issue: dispatcher dispatch correct "
                    + $"{dispatch.CorrectsId} {file} --notify"
            ),
            CorrectionRefusal.NeedsNotice => call.Fail(
                $"{call.Name} is {dispatch.State.Word()}: its readers have the wrong issue. Write to them with: "
                    + $"dispatcher dispatch correct {dispatch.Id} {file} --notify"
            ),
            CorrectionRefusal.OtherIssue => call.Fail(
                $"{refused.File} is another issue than the one that {call.Name} sends; correct "
                    + $"issues/{dispatch.IssueSlug}.md and name that."
            ),
            CorrectionRefusal.Draft => call.Fail($"{refused.File} is a draft; set \"status: ready\" in it first."),
            CorrectionRefusal.Same => call.Fail(
                $"{refused.File} and its templates are what {call.Name} is sent from already; was the correction saved?"
            ),
            CorrectionRefusal.NoticeUnderWay => call.Fail(
                $"Dispatch {refused.Other} is telling readers of the correction before this one; add --notify, so that "
                    + "they get the newest."
            ),
            CorrectionRefusal.Faulty => CommandContext.Failed,
            _ => call.Refuse("correct"),
        };
    }

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
