using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Preview;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Sends one copy of an issue, marked [TEST]. Tests: ApprovalPageTests.</summary>
internal sealed class SendTestModel(
    ApprovalViews views,
    TestMail tests,
    TestRate rate,
    AuditBook audit,
    TimeProvider clock
) : ApprovalPage(views)
{
    /// <param name="reader">The name of an invented reader; the usual one for another text.</param>
    public async Task<IActionResult> OnPostAsync(
        [FromRoute] string slug,
        [FromForm] string? to,
        [FromForm] string? reader,
        CancellationToken cancellationToken
    )
    {
        if (!EmailAddress.TryParse(to ?? "", out var address, out var fault))
        {
            return await RefuseAsync($"The address {fault}.");
        }

        var (_, issue, problems) = Views.Read(slug);
        if (issue is null)
        {
            return await RefuseAsync(
                $"Nothing was sent: {problems.First(problem => problem.Severity is Severity.Error)}"
            );
        }

        if (!rate.TryTake(Me.AccountId))
        {
            return await RefuseAsync(
                $"You have sent {TestRate.Most} tests within {TestRate.Span.TotalMinutes:0} minutes; wait a little."
            );
        }

        var readers = InventedReaders.All(clock.GetUtcNow());
        var chosen = readers.FirstOrDefault(one => one.Name == reader) ?? readers[0];
        var result = await tests.SendAsync(issue, chosen.Recipient, address, cancellationToken);
        if (!result.IsSent)
        {
            return await RefuseAsync($"The test was not sent: {result.Reply}");
        }

        await audit.RecordAsync(
            Entry("issue.test", $"issue:{slug}", $"one copy as {chosen.Name}"),
            CancellationToken.None
        );
        return Done(slug, $"A test for {address} as {chosen.Name} went to {result.Relay}: {result.Reply}");

        Task<IActionResult> RefuseAsync(string why) => ShowAsync(slug, new(why) { To = to }, cancellationToken);
    }
}
