using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web.Pages.Fresh;

/// <summary>
/// Takes a change of address back, by the letter that the address before has got.
/// Tests: LinkPageTests.
/// </summary>
internal sealed class RefuseModel(AddressRefusals refusals) : PageModel
{
    [FromRoute(Name = "token")]
    public string Token { get; set; } = "";

    /// <summary>Null when the link is no good, and after it was used.</summary>
    public PendingRefusal? Asked { get; private set; }

    /// <summary>Null before the click.</summary>
    public Change? Answer { get; private set; }

    public string HeadingKey =>
        this switch
        {
            { Answer.IsDone: true } => "Refuse.Done",
            { Asked: null } => "Link.IsOver",
            _ => "Refuse.WasItYou",
        };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Asked = await refusals.FindAsync(Token, cancellationToken);
        if (Asked is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        Answer = await refusals.RefuseAsync(Token, cancellationToken);
        if (Answer is { IsDone: true })
        {
            return;
        }

        await OnGetAsync(cancellationToken);
        if (Asked is not null)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
        }
    }
}
