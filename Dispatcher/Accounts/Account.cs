using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// A row of <c>accounts</c>: a person who works at the desk. It can be changed, because ASP.NET Core Identity fills it
/// before it saves it. Tests: AccountTableTests.
/// </summary>
internal sealed class Account
{
    public const int LongestName = 100;

    /// <summary>0 until the account is added.</summary>
    public long Id { get; set; }

    /// <summary>As mail is sent to it.</summary>
    public string Email { get; set; } = "";

    /// <summary>Equal for equal mailboxes: <see cref="EmailAddress.Key"/>.</summary>
    public string EmailKey { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>The word of <see cref="Role"/>, as it stands in the database.</summary>
    public string RoleWord { get; set; } = Roles.Words.Of(Role.Writer);

    public Role Role
    {
        get => Roles.Words.Parse(RoleWord);
        set => RoleWord = Roles.Words.Of(value);
    }

    /// <summary>Null for somebody who signs in without a password.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changed with the password, the role and the second step; sessions of an earlier one are over.</summary>
    public string SecurityStamp { get; set; } = AccountSecrets.NewStamp();

    /// <summary>The stamp that stands in the database: a save fails when somebody else changed it meanwhile.</summary>
    public string SavedStamp { get; set; } = "";

    /// <summary>The protected key of the second step; null without one.</summary>
    public string? TotpKey { get; set; }

    /// <summary>Since when the second step is asked for; null while it is not.</summary>
    public DateTimeOffset? TotpSince { get; set; }

    /// <summary>The last time step whose code was accepted.</summary>
    public long TotpStep { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Whether a code is asked for after the password.</summary>
    public bool HasSecondStep => TotpSince is not null && TotpKey is not null;

    /// <summary>Subject of this account in the audit.</summary>
    public string AuditSubject => FormattableString.Invariant($"account:{Id}");
}
