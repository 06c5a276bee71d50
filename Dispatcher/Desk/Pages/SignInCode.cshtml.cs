using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The second step of the sign-in: a code. Tests: SignInTests.</summary>
internal sealed class SignInCodeModel(SignIns signIns, SecondStepPass pass, WayIn wayIn) : DeskPage
{
    private const string Refused =
        "This code is wrong, over, or was used already. Wait for the next one in the app, or use a recovery code. "
        + "After five wrong codes the account waits for a minute, and longer each time.";

    public string To { get; private set; } = "";

    public string? Problem { get; private set; }

    public IActionResult OnGet(string? to)
    {
        To = to ?? "";
        return pass.Find(HttpContext) is null ? Redirect(FirstStep(to)) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? code, string? to)
    {
        if (pass.Find(HttpContext) is not { } passed)
        {
            Note("That took more than five minutes. Sign in again.");
            return Redirect(FirstStep(to));
        }

        var account = await signIns.SecondStepAsync(
            passed.AccountId,
            passed.Stamp,
            (code ?? "").Trim(),
            HttpContext.RequestAborted
        );
        if (account is not null)
        {
            pass.Remove(HttpContext);
            return Redirect(await wayIn.EnterAsync(HttpContext, account, passed.Way, to));
        }

        (To, Problem) = (to ?? "", Refused);
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }

    private string FirstStep(string? to) => WayIn.WithPlace(HttpContext, "/desk/sign-in", to);
}
