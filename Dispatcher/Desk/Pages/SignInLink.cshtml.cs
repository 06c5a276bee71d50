using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Asks for a link that signs in. Tests: SignInTests.</summary>
internal sealed class SignInLinkModel(SignInLetterService letters) : DeskPage
{
    public string Email { get; private set; } = "";

    public string? Problem { get; private set; }

    public void OnGet() { }

    /// <summary>Says the same whether the address has an account.</summary>
    public async Task<IActionResult> OnPostAsync(string? email)
    {
        if (!EmailAddress.TryParse(email, out var address, out var problem))
        {
            return Refuse(email, $"The address {problem}.");
        }

        if (!await letters.RequestAsync(address, HttpContext.RequestAborted))
        {
            return Refuse(email, "Too many people ask for a link just now. Try again in some minutes.");
        }

        Note(
            $"If {address} has an account, a link is on its way to it. It works once, within "
                + $"{SignInLinkRule.Works.TotalMinutes:0} minutes."
        );
        return Redirect($"{Request.PathBase}/desk/sign-in");
    }

    private PageResult Refuse(string? email, string problem)
    {
        (Email, Problem) = (email ?? "", problem);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
