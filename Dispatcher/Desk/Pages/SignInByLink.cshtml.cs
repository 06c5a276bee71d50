using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>What a mailed link opens: a button, because mail scanners follow links. Tests: SignInTests.</summary>
internal sealed class SignInByLinkModel(SignInLinks links, WayIn wayIn) : DeskPage
{
    public bool IsGood { get; private set; }

    public async Task OnGetAsync(string token)
    {
        IsGood = await links.IsGoodAsync(token, HttpContext.RequestAborted);
        Response.StatusCode = IsGood ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
    }

    public async Task<IActionResult> OnPostAsync(string token)
    {
        if (await links.UseAsync(token, HttpContext.RequestAborted) is { } account)
        {
            return Redirect(await wayIn.GoOnAsync(HttpContext, account, SessionWay.Link, to: null));
        }

        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
