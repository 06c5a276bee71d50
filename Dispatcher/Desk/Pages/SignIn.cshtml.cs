using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The way in by address and password. Tests: SignInTests.</summary>
internal sealed class SignInModel(SignIns signIns, WayIn wayIn) : DeskPage
{
    /// <summary>The same whatever was wrong, so that it says nothing about an address.</summary>
    private const string Refused =
        "Address or password is wrong, or there were too many tries: after five, an account waits for a minute, and "
        + "longer each time. You can also let us mail you a link.";

    /// <summary>What was typed.</summary>
    public string Email { get; private set; } = "";

    /// <summary>The page that was asked for.</summary>
    public string To { get; private set; } = "";

    public string? Problem { get; private set; }

    public string LinkPage => WayIn.WithPlace(HttpContext, "/desk/sign-in/link", To);

    public IActionResult OnGet(string? to)
    {
        if (DeskPerson.Of(User) is not null)
        {
            return Redirect(WayIn.Place(HttpContext, to));
        }

        To = to ?? "";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? email, string? password, string? to)
    {
        var result = await signIns.PasswordAsync(email ?? "", password ?? "", HttpContext.RequestAborted);
        if (result.Account is { } account)
        {
            return Redirect(await wayIn.GoOnAsync(HttpContext, account, SessionWay.Password, to));
        }

        (Email, To, Problem) = (email ?? "", to ?? "", Refused);
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }
}
