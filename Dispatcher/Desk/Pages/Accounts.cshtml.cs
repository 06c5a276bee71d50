using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The people who work here, for owners. Tests: AccountsPageTests.</summary>
internal sealed class AccountsModel(
    Database database,
    AccountChanges changes,
    SignInLetterService letters,
    NewsletterSettings newsletter
) : DeskPage
{
    public IReadOnlyList<Account> Accounts { get; private set; } = [];

    /// <summary>What was typed.</summary>
    public string Email { get; private set; } = "";

    /// <inheritdoc cref="Email"/>
    public string Name { get; private set; } = "";

    /// <inheritdoc cref="Email"/>
    public string RoleWord { get; private set; } = Role.Writer.Word();

    public string? Problem { get; private set; }

    public string Moment(DateTimeOffset at) => DeskMoment.Of(at, newsletter.TimeZone);

    public Task OnGetAsync() => ReadAsync();

    public async Task<IActionResult> OnPostAsync(string? email, string? name, string? role)
    {
        (Email, Name, RoleWord) = (email ?? "", name ?? "", role ?? "");
        if (!EmailAddress.TryParse(email, out var address, out var problem))
        {
            return await RefuseAsync($"The address {problem}.");
        }

        if (Roles.Words.Find(role) is not { } found)
        {
            return await RefuseAsync("Choose one of the five roles.");
        }

        var result = await changes.AddAsync(address, Name, found, password: null, ByMe, HttpContext.RequestAborted);
        if (result.Problem is not null)
        {
            return await RefuseAsync(result.Problem);
        }

        var isMailed = await letters.RequestAsync(address, HttpContext.RequestAborted);
        Note(
            isMailed
                ? $"{Name} is added, and a link to sign in is on its way to {address}."
                : $"{Name} is added. Mail the link to sign in later, on the page of the account."
        );
        return Redirect($"{Request.PathBase}/desk/accounts");
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
        await using var connection = await database.OpenAsync(HttpContext.RequestAborted);
        Accounts = await AccountTable.ListAsync(connection);
    }
}
