using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web.Pages.Fresh;

/// <summary>
/// Takes the new address of somebody who has proved that they read mail at the one on file.
/// Tests: LinkPageTests.
/// </summary>
internal sealed class AddressModel(FreshLinks links, AddressChanges addresses)
    : FreshPageModel(links, LinkMatter.Address)
{
    /// <summary>Null before the click.</summary>
    public Change? Answer { get; private set; }

    /// <summary>As typed.</summary>
    public string? EmailShown { get; private set; }

    /// <summary>The address looks mistyped, and the person has not been asked yet; null otherwise.</summary>
    public AddressQuestion? Question { get; private set; }

    public async Task OnPostAsync(
        [FromForm(Name = "email")] string? email,
        [FromForm(Name = AddressQuestion.SureField)] string? sure,
        CancellationToken cancellationToken
    )
    {
        if (EmailAddress.TryParse(email, out var address, out _))
        {
            Question = AddressQuestion.About(address, sure, $"~/link/{Token}/address");
        }

        if (Question is not null)
        {
            // A link that is over is told before the question.
            await OnGetAsync(cancellationToken);
            return;
        }

        Answer = await OnceAsync<Change>(
            async id => await addresses.RequestAsync(id, email ?? "", cancellationToken),
            cancellationToken
        );
        if (Answer is { IsDone: true })
        {
            return;
        }

        EmailShown = email;
        await OnGetAsync(cancellationToken);
        if (Reader is not null)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
