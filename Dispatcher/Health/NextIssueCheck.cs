using System.Globalization;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether the next slot has an issue, and whether it can be made for every single reader of it, without sending
/// anything.
/// Tests: DoctorTests.
/// </summary>
internal sealed class NextIssueCheck(
    SlotCalendar calendar,
    DispatchedSlots slots,
    ReaderZones zones,
    AudienceReaders readers,
    Audiences audiences,
    IssueApprovals approvals,
    NewsletterFolder folder,
    NewsletterSettings newsletter
)
{
    /// <summary>Its name; it is about one slot.</summary>
    public const string Name = "next issue";

    private const int MostSlots = 4;
    private const int MostNamed = 3;

    /// <param name="slot">The slot to come.</param>
    /// <param name="watchSince">Since when the service watches.</param>
    public async Task<NextIssueResult> RunAsync(
        Slot slot,
        DateTimeOffset now,
        DateTimeOffset watchSince,
        CancellationToken cancellationToken
    )
    {
        var known = await slots.ReadAsync(cancellationToken);
        if (known.FirstOrDefault(row => row.SlotDate == slot.Date) is { IssueSlug: { } begun })
        {
            return new(Check.Green(Name, Say($"{slot.Date:dddd, yyyy-MM-dd} has its issue: {begun}.")));
        }

        var waves = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        var readings = new IssueFolder(folder.Issues).Read();
        var candidates = readings.Select(reading => reading.Candidate).OfType<IssueCandidate>();
        if (IssueQueue.Plan(waves, now, watchSince, candidates, known, MostSlots).For(slot.Date) is not { } candidate)
        {
            var faulty = readings
                .SelectMany(reading => reading.Problems)
                .FirstOrDefault(problem => problem.Severity is Severity.Error);
            return new(
                Check.Red(
                    Name,
                    Say($"No issue is ready for {slot.Date:dddd, yyyy-MM-dd} {newsletter.SendAt:HH\\:mm}.")
                        + (faulty is null ? "" : $" {faulty}"),
                    "Put one into issues/ with \"status: ready\", and look with: dispatcher queue"
                )
            );
        }

        var (package, problems) = new IssuePackageReader(folder, newsletter).Read(candidate);
        CompiledIssue? compiled = null;
        if (package is not null)
        {
            (compiled, problems) = CompiledIssue.Compile(package, newsletter, slot.Date);
        }

        return compiled is null
            ? new(
                Check.Red(
                    Name,
                    problems.First(problem => problem.Severity is Severity.Error).ToString(),
                    $"Fix it, and check with: dispatcher issue check {candidate.Issue.File}"
                )
            )
            : await AskApprovalAsync(
                package!,
                await RenderAllAsync(compiled, slot, cancellationToken),
                slot,
                cancellationToken
            );
    }

    /// <summary>An issue that works for every reader is still not sent before it is approved.</summary>
    private async Task<NextIssueResult> AskApprovalAsync(
        IssuePackage package,
        NextIssueResult result,
        Slot slot,
        CancellationToken cancellationToken
    ) =>
        result.Check.State is CheckState.Green
        && await approvals.OfAsync(package, cancellationToken) is { WhyNot: { } why }
            ? result with
            {
                Check = Check.Red(
                    Name,
                    Say($"{package.File} for {slot.Date:dddd, yyyy-MM-dd} {newsletter.SendAt:HH\\:mm} {why}."),
                    $"Approve it at {newsletter.BaseUrl}/desk/issues/{package.Reading.Issue!.Slug}/approve or with: "
                        + $"dispatcher issue approve {package.File}"
                ),
            }
            : result;

    private async Task<NextIssueResult> RenderAllAsync(
        CompiledIssue compiled,
        Slot slot,
        CancellationToken cancellationToken
    )
    {
        var issue = compiled.Issue;
        var composer = new MessageComposer(
            compiled,
            newsletter,
            new SignedToken([new SigningKey("x", new byte[32])]),
            dispatchId: 0,
            slot.At
        );
        var (count, largest, failed, first) = (0L, 0L, new List<long>(), (string?)null);
        await foreach (var reader in readers.ReadAsync(issue.Audience, cancellationToken))
        {
            count++;
            if (composer.Compose(reader, out var problem) is { } message)
            {
                largest = Math.Max(largest, message.Size);
                continue;
            }

            first ??= problem;
            failed.Add(reader.SubscriberId);
        }

        if (failed.Count > 0)
        {
            var named = string.Join(", ", failed.Take(MostNamed)) + (failed.Count > MostNamed ? " …" : "");
            return new(
                Check.Red(
                    Name,
                    Say($"{issue.File} cannot be made for {failed.Count:N0} of {count:N0} readers ")
                        + $"(subscriber {named}): {first}",
                    "Fix the issue or its template so that it works for every reader."
                ),
                count,
                largest
            );
        }

        var what = Say($"{issue.File} for {slot.Date:dddd, yyyy-MM-dd} {newsletter.SendAt:HH\\:mm}");
        return new(
            count == 0
                ? Check.Red(
                    Name,
                    $"{what} has no readers: " + (await audiences.LookAsync(issue.Audience, cancellationToken)).Nobody,
                    "A dispatch to nobody does not begin. Correct the line audience: of the issue, or add subscribers."
                )
                : Check.Green(
                    Name,
                    $"{what} can be made for all {count.ToString("N0", CultureInfo.InvariantCulture)} readers."
                ),
            count,
            largest
        );
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
