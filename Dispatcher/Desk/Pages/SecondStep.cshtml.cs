using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>
/// Sets up the authenticator app, gives recovery codes, and switches both off. Tests: SecondStepPageTests.
/// </summary>
internal sealed class SecondStepModel(
    Database database,
    AccountStore store,
    AccountChanges changes,
    SignIns signIns,
    TotpKeys keys,
    NewsletterSettings newsletter,
    TimeProvider clock
) : DeskPage
{
    private const string WrongCode =
        "The code is wrong, over, or was used already. Wait for the next one in the app; if that is refused, too, set "
        + "the telephone's clock to automatic. Nothing was changed.";

    public Account Account { get; private set; } = new();

    /// <summary>A new key in Base32, in groups of four; empty where the second step is on.</summary>
    public string KeyInGroups { get; private set; } = "";

    /// <summary>The new key, so that only we can read it until the app has shown a code.</summary>
    public string ProtectedKey { get; private set; } = "";

    /// <summary>The picture for the app.</summary>
    public string Picture { get; private set; } = "";

    /// <summary>Shown once; the database has only their hashes.</summary>
    public IReadOnlyList<string> Codes { get; private set; } = [];

    /// <summary>How many recovery codes are left.</summary>
    public int CodesLeft { get; private set; }

    public string? Problem { get; private set; }

    public async Task OnGetAsync()
    {
        await ReadAsync();
        if (!Account.HasSecondStep)
        {
            Offer(TotpKeys.New());
        }
    }

    /// <summary>Answers with a page and does not redirect: the codes are shown once, and are kept nowhere.</summary>
    public async Task<IActionResult> OnPostOnAsync(string? key, string? code)
    {
        await ReadAsync();
        if (keys.Unprotect(key ?? "") is not { } plain || Base32.Decode(plain) is not { } bytes)
        {
            return Redirect($"{Request.PathBase}/desk/me/second-step");
        }

        if (TotpCode.StepOf(bytes, code ?? "", clock.GetUtcNow(), lastStep: 0) is not { } step)
        {
            Offer(plain);
            return Refuse(WrongCode);
        }

        var codes = RecoveryCodes.New();
        var result = await changes.TurnSecondStepOnAsync(
            Me.AccountId,
            key!,
            step,
            codes,
            ByMe,
            HttpContext.RequestAborted
        );
        await ReadAsync();
        Codes = result.Problem is null ? codes : [];
        return result.Problem is null ? Page() : Refuse(result.Problem);
    }

    /// <inheritdoc cref="OnPostOnAsync"/>
    public async Task<IActionResult> OnPostCodesAsync(string? code)
    {
        await ReadAsync();
        if (!await IsRightAsync(code))
        {
            return Refuse(WrongCode);
        }

        Codes = RecoveryCodes.New();
        await changes.ReplaceRecoveryCodesAsync(Me.AccountId, Codes, ByMe, HttpContext.RequestAborted);
        await ReadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostOffAsync(string? code)
    {
        await ReadAsync();
        if (!await IsRightAsync(code))
        {
            return Refuse(WrongCode);
        }

        var result = await changes.TurnSecondStepOffAsync(Me.AccountId, ByMe, HttpContext.RequestAborted);
        if (result.Problem is not null)
        {
            return Refuse(result.Problem);
        }

        Note("The second step is off. All your other sessions are ended.");
        return Redirect($"{Request.PathBase}/desk/me");
    }

    private async Task<bool> IsRightAsync(string? code) =>
        await signIns.SecondStepAsync(Me.AccountId, stamp: null, (code ?? "").Trim(), HttpContext.RequestAborted)
            is not null;

    private void Offer(string key)
    {
        KeyInGroups = string.Join(' ', key.Chunk(4).Select(group => new string(group)));
        ProtectedKey = keys.Protect(key);
        Picture = QrPicture.Svg(TotpAddress.Of(newsletter.Name, Me.Email, key), "Picture for the authenticator app");
    }

    private PageResult Refuse(string problem)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task ReadAsync()
    {
        await using var connection = await database.OpenAsync(HttpContext.RequestAborted);
        Account = await AccountTable.FindAsync(connection, transaction: null, Me.AccountId) ?? new();
        CodesLeft = await store.CountCodesAsync(Account, HttpContext.RequestAborted);
    }
}
