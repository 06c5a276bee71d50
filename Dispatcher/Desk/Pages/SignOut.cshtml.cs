using Microsoft.AspNetCore.Mvc;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The way out. Tests: SignInTests.</summary>
internal sealed class SignOutModel(DeskSessions sessions) : DeskPage
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        await sessions.EndAsync(HttpContext);
        Note("You are signed out.");
        return Redirect($"{Request.PathBase}/desk/sign-in");
    }
}
