using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts.Passkeys;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>The passkeys of the person who is signed in. Tests: PasskeyTests.</summary>
internal sealed class PasskeysModel(PasskeyBook book, NewsletterSettings newsletter) : DeskPage
{
    public const int LongestName = PasskeyBook.LongestName;

    private const string Gone = "This passkey is not one of yours any more; nothing was changed.";

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public string? Problem { get; private set; }

    public Task OnGetAsync() => ReadAsync();

    public Task<IActionResult> OnPostRenameAsync(string? id, string? name) =>
        ChangeAsync(
            id,
            (passkey, cancellationToken) =>
                book.RenameAsync(
                    Me.AccountId,
                    passkey,
                    name ?? "",
                    Entry("account.passkey-rename", Me.Actor),
                    cancellationToken
                ),
            $"The passkey is called \"{PasskeyBook.NameOf(name)}\" now."
        );

    public Task<IActionResult> OnPostRemoveAsync(string? id) =>
        ChangeAsync(
            id,
            (passkey, cancellationToken) =>
                book.RemoveAsync(Me.AccountId, passkey, Entry("account.passkey-remove", Me.Actor), cancellationToken),
            "The passkey is removed; it signs nobody in any more. Delete it on your device, too."
        );

    /// <summary>The day in the newsletter's own zone.</summary>
    public string Day(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, newsletter.TimeZone).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private async Task<IActionResult> ChangeAsync(
        string? id,
        Func<byte[], CancellationToken, Task<bool>> change,
        string done
    )
    {
        if (Read(id) is not { } passkey || !await change(passkey, HttpContext.RequestAborted))
        {
            Problem = Gone;
            Response.StatusCode = StatusCodes.Status404NotFound;
            await ReadAsync();
            return Page();
        }

        Note(done);
        return RedirectToPage();
    }

    /// <returns>Null for what no browser would send.</returns>
    private static byte[]? Read(string? id)
    {
        try
        {
            return id is { Length: > 0 and <= 2000 } ? Base64Url.DecodeFromChars(id) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task ReadAsync() => Passkeys = await book.ListAsync(Me.AccountId, HttpContext.RequestAborted);
}
