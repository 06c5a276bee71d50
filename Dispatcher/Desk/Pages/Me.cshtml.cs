using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>My account: name, password, second step, and where I am signed in. Tests: MePageTests.</summary>
internal sealed class MeModel(
    Database database,
    AccountChanges changes,
    SessionBook sessions,
    SignIns signIns,
    NewsletterSettings newsletter
) : DeskPage
{
    private const string WrongPassword =
        "The current password is wrong, or there were too many tries: after five, wait for a minute. Nothing was "
        + "changed.";

    public Account Account { get; private set; } = new();

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public string? Problem { get; private set; }

    /// <summary>Whether the program has a page for passkeys.</summary>
    public static bool HasPasskeys => DeskRights.All.Any(row => row.Route == "/desk/me/passkeys");

    public string Moment(DateTimeOffset at) => DeskMoment.Of(at, newsletter.TimeZone);

    public Task OnGetAsync() => ReadAsync();

    public async Task<IActionResult> OnPostNameAsync(string? name)
    {
        var result = await changes.RenameAsync(Me.AccountId, name ?? "", ByMe, HttpContext.RequestAborted);
        if (result.Problem is null)
        {
            return Done("Your name is changed.");
        }

        var page = await RefuseAsync(result.Problem);
        Account.Name = name ?? "";
        return page;
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? current, string? next, string? again)
    {
        await ReadAsync();
        if (next != again)
        {
            return await RefuseAsync("The two new passwords differ; type the same one twice. Nothing was changed.");
        }

        if (
            Account.PasswordHash is not null
            && !await signIns.ConfirmAsync(Me.AccountId, current ?? "", HttpContext.RequestAborted)
        )
        {
            return await RefuseAsync(WrongPassword);
        }

        var result = await changes.SetPasswordAsync(Me.AccountId, next ?? "", ByMe, HttpContext.RequestAborted);
        return result.Problem is null
            ? Done("Your password is changed. All your other sessions are ended.")
            : await RefuseAsync(result.Problem);
    }

    public async Task<IActionResult> OnPostEndAsync(long id)
    {
        if (id == Me.SessionId)
        {
            return Redirect($"{Request.PathBase}/desk/sign-out");
        }

        return await changes.EndSessionAsync(Me.AccountId, id, ByMe, HttpContext.RequestAborted)
            ? Done("The session is ended.")
            : Done("That session was over already.");
    }

    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        await changes.EndSessionsAsync(Me.AccountId, ByMe, HttpContext.RequestAborted);
        return Done("All your other sessions are ended.");
    }

    private RedirectResult Done(string note)
    {
        Note(note);
        return Redirect($"{Request.PathBase}/desk/me");
    }

    private async Task<PageResult> RefuseAsync(string problem)
    {
        await ReadAsync();
        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task ReadAsync()
    {
        await using (var connection = await database.OpenAsync(HttpContext.RequestAborted))
        {
            // The account may be removed between the gate and here; its name is all that is left then.
            Account =
                await AccountTable.FindAsync(connection, transaction: null, Me.AccountId)
                ?? new() { Name = Me.Name, Email = Me.Email };
        }

        Sessions = await sessions.ListAsync(Me.AccountId, HttpContext.RequestAborted);
    }
}
