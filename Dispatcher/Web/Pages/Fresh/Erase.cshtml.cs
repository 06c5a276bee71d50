using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web.Pages.Fresh;

/// <summary>The question before somebody is forgotten for good, and the answer. Tests: LinkPageTests.</summary>
internal sealed class EraseModel(FreshLinks links, ErasureWish wish, Database database, TimeProvider clock)
    : FreshPageModel(links, LinkMatter.Erase)
{
    public bool PaymentGoesOn { get; private set; }

    /// <summary>Null before the click, and when nothing was erased.</summary>
    public Change? Answer { get; private set; }

    public override async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await base.OnGetAsync(cancellationToken);
        PaymentGoesOn =
            Reader is not null
            && await RunningPayment.IsThereAsync(database, Reader.Id, clock.GetUtcNow(), cancellationToken);
    }

    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        var answer = await OnceAsync<Change>(
            async id => await wish.EraseAsync(id, cancellationToken),
            cancellationToken
        );
        if (answer is { IsDone: true })
        {
            Answer = answer;
            return;
        }

        await OnGetAsync(cancellationToken);
        if (Reader is not null)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
        }
    }
}
