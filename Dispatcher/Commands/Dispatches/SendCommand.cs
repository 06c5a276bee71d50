using System.CommandLine;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// <c>send FILE</c>: dispatches an issue now, and stays until everybody has it or the issue is stale. Where a dispatch
/// of the issue is open because the process that sent it has ended, it goes on with that one.
/// Tests: RealSendTests.
/// </summary>
internal static class SendCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Check everything and say who would get it; send nothing.",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var yesToNobody = new Option<bool>("--yes-to-nobody")
        {
            Description = "Dispatch it although nobody would get it; it counts as sent then.",
        };
        var notSent = new Option<bool>("--not-sent")
        {
            Description = "After a restore from a backup: you know that this issue was not sent before it.",
        };
        var command = new Command(
            "send",
            "Dispatch an issue now, or go on with its dispatch when that was interrupted."
        )
        {
            file,
            dryRun,
            yes,
            yesToNobody,
            notSent,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var settings = context.Settings();
                    var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                    var call = new SendCall(
                        context,
                        settings,
                        database,
                        parsed.GetRequiredValue(file),
                        parsed.GetValue(CommonOptions.Json),
                        parsed.GetValue(dryRun),
                        parsed.GetValue(yes),
                        parsed.GetValue(yesToNobody),
                        parsed.GetValue(notSent)
                    );
                    return
                        await InterruptedDispatch.OfAsync(context, database, call.File, cancellationToken)
                            is { Count: > 0 } interrupted
                        ? await GoOnAsync(call, interrupted, cancellationToken)
                        : await BeginAsync(call, cancellationToken);
                })
        );
        return command;
    }

    /// <summary>Begins a dispatch for today's slot and sends it until it is over or the program is stopped.</summary>
    public static async Task<int> SendAsync(
        CommandContext context,
        IServiceProvider services,
        DispatcherSettings settings,
        IssuePackage package,
        bool json,
        CancellationToken cancellationToken
    )
    {
        using var stop = new StopSignal(cancellationToken);
        var now = context.Clock.GetUtcNow();
        var calendar = new SlotCalendar(settings.Newsletter);
        var today = calendar.Today(now);

        // Not the signal's token: what is begun is told with what goes on with it, and nothing of it goes out before
        // that.
        var (result, problems) = await services
            .GetRequiredService<IssueDispatcher>()
            .BeginAsync(
                package,
                today,
                now,
                calendar.CutOff(now, settings.Delivery.Retry.GiveUpAfter),
                isByHand: true,
                cancellationToken
            );
        if (result is null)
        {
            problems.ToList().ForEach(problem => context.Terminal.Error(problem.ToString()));
            return CommandContext.Failed;
        }

        if (result is BeginResult.NotApproved { Why: var why })
        {
            context.Terminal.Error(NotApproved(package.File, why));
            return CommandContext.Failed;
        }

        if (result is BeginResult.Refused { By: var rival })
        {
            context.Terminal.Error(Refusal(rival, today, package.File));
            return CommandContext.Failed;
        }

        var begun = (BeginResult.Begun)result;
        await TerminalAudit.RecordAsync(
            context,
            services.GetRequiredService<Database>(),
            "dispatch.begin",
            FormattableString.Invariant($"dispatch:{begun.Id}"),
            FormattableString.Invariant(
                $"{package.Reading.Issue?.Slug}, {begun.Recipients} {(begun.Recipients == 1 ? "reader" : "readers")}"
            ),
            reason: null,
            cancellationToken
        );
        return await new SendRun(context, services, settings, json).RunAsync(begun.Id, stop.Token);
    }

    private static async Task<int> BeginAsync(SendCall call, CancellationToken cancellationToken)
    {
        var (context, settings) = (call.Context, call.Settings);
        if (Check(context, settings, call.File) is not { } checkedIssue)
        {
            return CommandContext.Failed;
        }

        var (package, issue) = checkedIssue;
        var audience = await new Audiences(call.Database).LookAsync(issue.Issue.Audience, cancellationToken);
        call.Say(
            $"\"{issue.Issue.Title}\" to {audience.InWords} by {DeliveryServices.Pool(settings, context.Clock).Name}"
        );
        SaySubjects(call, issue);
        if (audience.Nobody is { } nobody && !call.IsYesToNobody)
        {
            context.Terminal.Error(
                $"{issue.Issue.File}: {nobody} Nothing is begun; --yes-to-nobody dispatches it all the same."
            );
            return CommandContext.Failed;
        }

        if (await WhyNotApprovedAsync(call, package, cancellationToken) is { } refusal)
        {
            context.Terminal.Error(refusal);
            return CommandContext.Failed;
        }

        return await call.SendAsync(
            async services =>
            {
                if (call.NotSent)
                {
                    var today = new SlotCalendar(settings.Newsletter).Today(context.Clock.GetUtcNow());
                    await RestoredDispatches.ReleaseAsync(call.Database, issue.Issue.Slug, today, cancellationToken);
                }

                return await SendAsync(context, services, settings, package, call.IsJson, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Why the issue is not begun, before anybody is asked; the freeze looks again.</summary>
    private static async Task<string?> WhyNotApprovedAsync(
        SendCall call,
        IssuePackage package,
        CancellationToken cancellationToken
    )
    {
        var gate = new ApprovalGate(call.Settings.Newsletter);
        return gate.IsShut && (await gate.StatusAsync(package, call.Database, cancellationToken)).WhyNot is { } why
            ? NotApproved(package.File, why)
            : null;
    }

    private static string NotApproved(string file, string why) =>
        $"{file} {why}. Nothing was sent; approve it: dispatcher issue approve {file}";

    /// <summary>Shows a subject that differs from reader to reader as two of them get it.</summary>
    private static void SaySubjects(SendCall call, CompiledIssue issue)
    {
        if (issue.Subject is null)
        {
            return;
        }

        var (newsletter, links) = (call.Settings.Newsletter, LinkBook.Sample(call.Settings.Newsletter));
        var named = Recipient.Sample("ana@example.com");
        foreach (
            var (who, reader) in new[]
            {
                ("with a name", named),
                ("with no name", named with { FirstName = null, LastName = null }),
            }
        )
        {
            call.Say(
                $"Subject for a subscriber {who}: "
                    + issue.SubjectFor(new ReaderValues(reader, links, newsletter), links, out _)
            );
        }
    }

    /// <summary>
    /// Goes on with what an earlier process left of an issue and of its correction, from what was frozen then.
    /// </summary>
    private static async Task<int> GoOnAsync(
        SendCall call,
        IReadOnlyList<Dispatch> interrupted,
        CancellationToken cancellationToken
    )
    {
        var (context, dispatches) = (call.Context, new DispatchStore(call.Database, call.Context.Clock));
        var owner = await Ownership.CurrentAsync(call.Database, context.Clock, cancellationToken);
        if (owner is not null && !call.IsDryRun)
        {
            throw Ownership.Owned(call.Database, owner);
        }

        foreach (var dispatch in interrupted)
        {
            var counts = await new Ledger(call.Database, context.Clock).CountsAsync(dispatch.Id, cancellationToken);
            call.Say(InterruptedDispatch.Describe(dispatch, counts, owner));
            if (
                await InterruptedDispatch.WhatChangedAsync(
                    context,
                    call.Settings.Newsletter,
                    dispatches,
                    dispatch,
                    call.File,
                    cancellationToken
                ) is
                { } change
            )
            {
                context.Terminal.Error(change);
            }
        }

        return await call.SendAsync(
            async services =>
            {
                using var stop = new StopSignal(cancellationToken);
                var (run, status) = (new SendRun(context, services, call.Settings, call.IsJson), CommandContext.Done);
                foreach (var dispatch in interrupted)
                {
                    status = Math.Max(status, await run.RunAsync(dispatch.Id, stop.Token));
                    if (stop.Token.IsCancellationRequested)
                    {
                        return CommandContext.Failed;
                    }
                }

                return status;
            },
            cancellationToken
        );
    }

    /// <summary>Why an issue is not begun, and what to do.</summary>
    private static string Refusal(Dispatch rival, DateOnly today, string file)
    {
        if (rival.IsInDoubt)
        {
            return $"{(rival.SlotDate == today ? $"The issue of {today:yyyy-MM-dd}" : file)} {rival.Reason}; nothing "
                + $"is sent twice. If you know that it was not sent: dispatcher send {file} --not-sent";
        }

        var isOpen = rival.State is DispatchState.Sending;
        var taken =
            rival.SlotDate == today ? $"the slot of {today:yyyy-MM-dd}" : $"this issue, on {rival.SlotDate:yyyy-MM-dd}";
        var next = isOpen ? $"{Interruption.GoesOnWith(rival)}. " : "";
        return $"Dispatch {rival.Id} ({Interruption.State(rival, isOpen)}) already took {taken}; "
            + $"nothing is sent twice. {next}See: dispatcher status --dispatch {rival.Id}";
    }

    /// <summary>Reads and checks the issue; what is wrong stands on standard error.</summary>
    private static (IssuePackage Package, CompiledIssue Issue)? Check(
        CommandContext context,
        DispatcherSettings settings,
        string file
    )
    {
        var (package, problems) = new IssuePackageReader(context.Folder, settings.Newsletter).Read(file);
        CompiledIssue? issue = null;
        if (package is not null)
        {
            (issue, problems) = CompiledIssue.Compile(
                package,
                settings.Newsletter,
                new SlotCalendar(settings.Newsletter).Today(context.Clock.GetUtcNow())
            );
        }

        foreach (var problem in CheckOff.Without(package?.Reading.Issue, problems))
        {
            context.Terminal.Error(problem.ToString());
        }

        if (issue?.Issue.Status is IssueStatus.Draft)
        {
            context.Terminal.Error($"{issue.Issue.File} is a draft; set \"status: ready\" in it first.");
            return null;
        }

        return issue is null ? null : (package!, issue);
    }
}
