using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>One account, for owners: role, sessions, second step, the way out. Tests: AccountsPageTests.</summary>
internal sealed class AccountModel(
    Database database,
    AccountChanges changes,
    SessionBook sessions,
    SignInLetterService letters,
    NewsletterSettings newsletter
) : DeskPage
{
    public Account Account { get; private set; } = new();

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public string? Problem { get; private set; }

    public string Moment(DateTimeOffset at) => DeskMoment.Of(at, newsletter.TimeZone);

    public async Task<IActionResult> OnGetAsync(long id) => await ReadAsync(id) ? Page() : NotFound();

    public async Task<IActionResult> OnPostRoleAsync(long id, string? role) =>
        Roles.Words.Find(role) is { } found
            ? await AnswerAsync(
                id,
                await changes.ChangeRoleAsync(id, found, ByMe, HttpContext.RequestAborted),
                $"The role is {found.Word()} now. All sessions of the account are ended."
            )
            : await RefuseAsync(id, "Choose one of the five roles.");

    public async Task<IActionResult> OnPostEndAsync(long id)
    {
        var ended = await changes.EndSessionsAsync(id, ByMe, HttpContext.RequestAborted);
        return Done(id, ended == 1 ? "One session is ended." : $"{ended} sessions are ended.");
    }

    public async Task<IActionResult> OnPostSecondStepOffAsync(long id) =>
        await AnswerAsync(
            id,
            await changes.TurnSecondStepOffAsync(id, ByMe, HttpContext.RequestAborted),
            "The second step is off, and all sessions of the account are ended. Ask for it to be set up again."
        );

    public async Task<IActionResult> OnPostLinkAsync(long id)
    {
        if (!await ReadAsync(id))
        {
            return NotFound();
        }

        return await letters.RequestAsync(EmailAddress.Parse(Account.Email), HttpContext.RequestAborted)
            ? Done(id, $"A link to sign in is on its way to {Account.Email}, unless one went just now.")
            : await RefuseAsync(id, "Too many links are asked for just now. Try again in some minutes.");
    }

    public async Task<IActionResult> OnPostRemoveAsync(long id, string? sure)
    {
        if (sure is null)
        {
            return await RefuseAsync(id, "Nothing was removed. Tick the box to say that you are sure.");
        }

        var result = await changes.RemoveAsync(id, ByMe, HttpContext.RequestAborted);
        if (result.Problem is not null)
        {
            return await RefuseAsync(id, result.Problem);
        }

        Note($"The account of {result.Account!.Name} is removed.");
        return Redirect($"{Request.PathBase}/desk/accounts");
    }

    private async Task<IActionResult> AnswerAsync(long id, AccountResult result, string done) =>
        result.Problem is null ? Done(id, done) : await RefuseAsync(id, result.Problem);

    private RedirectResult Done(long id, string note)
    {
        Note(note);
        return Redirect($"{Request.PathBase}/desk/accounts/{id}");
    }

    private async Task<IActionResult> RefuseAsync(long id, string problem)
    {
        if (!await ReadAsync(id))
        {
            return NotFound();
        }

        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> ReadAsync(long id)
    {
        await using var connection = await database.OpenAsync(HttpContext.RequestAborted);
        if (await AccountTable.FindAsync(connection, transaction: null, id) is not { } account)
        {
            return false;
        }

        Account = account;
        Sessions = await sessions.ListAsync(id, HttpContext.RequestAborted);
        return true;
    }
}
