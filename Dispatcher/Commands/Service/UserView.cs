using Newsletter.Dispatcher.Accounts;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>An account as <c>--json</c> prints it. Tests: UserCommandTests.</summary>
internal sealed record UserView(
    long Id,
    string Email,
    string Name,
    string Role,
    bool HasPassword,
    bool HasSecondStep,
    DateTimeOffset CreatedAt
)
{
    public static UserView Of(Account account) =>
        new(
            account.Id,
            account.Email,
            account.Name,
            account.Role.Word(),
            account.PasswordHash is not null,
            account.HasSecondStep,
            account.CreatedAt
        );
}
