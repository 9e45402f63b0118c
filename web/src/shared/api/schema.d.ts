// Generated from schemas/openapi.json by `npm run types`. Do not edit.

export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts the user may see. */
        get: operations["accounts_list"];
        put?: never;
        /** Connects an account. */
        post: operations["accounts_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Disconnects an account and deletes its conversations. */
        delete: operations["accounts_delete"];
        options?: never;
        head?: never;
        /** Changes an account. */
        patch: operations["accounts_update"];
        trace?: never;
    };
    "/api/v1/accounts/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the channel now whether all is well. */
        post: operations["accounts_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/oauth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the admin to the channel's consent page. */
        get: operations["oauth_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every article in use. */
        get: operations["articles_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bot/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Silences the bot within a second: it starts no turn, and what it was about to send is withdrawn. Customers who
         *     write go to people.
         */
        post: operations["bot_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bot/pauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pauses in force, as far as I may see where they reach. */
        get: operations["bot_pauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bot/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the bot speak again, to those who write from now on. */
        post: operations["bot_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed after a version. */
        get: operations["changes_since"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each channel of this version can do. */
        get: operations["channels_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may lead conversations of accounts I may see; to filter the list by. */
        get: operations["ownership_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the list. */
        get: operations["conversations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversation. */
        get: operations["conversations_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the conversation to a colleague, or back to the queue. */
        post: operations["ownership_assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes the conversation; the customer's next message opens it again. */
        post: operations["ownership_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may lead this conversation. */
        get: operations["ownership_colleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/dialog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The conversation as a recorded dialog: YAML of a test file, personal data masked. It passes `sufler test` on the
         *     version of the flow that ran last.
         */
        get: operations["conversations_dialog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the bot for a reply from knowledge and history. Nothing is sent. */
        post: operations["drafts_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/draft/fate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Counts a draft that was not sent, once. */
        post: operations["drafts_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversation as a file; personal data masked unless asked for by whoever may see it. */
        get: operations["conversations_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/hand_back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** «Передать боту»: the flow goes on, knowing all that was said. */
        post: operations["ownership_hand_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uploads a picture to the channel and queues it. */
        post: operations["images_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Part of a thread: the newest messages when neither `before` nor `after` is given. */
        get: operations["messages_list"];
        put?: never;
        /** Queues an operator's message; a conversation the bot led becomes the operator's. */
        post: operations["messages_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notes of a conversation, oldest first; the newest 500 where there are more. */
        get: operations["notes_list"];
        put?: never;
        /** Keeps a note; the customer never gets it. */
        post: operations["notes_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells colleagues that I look at a conversation or write in it; they hear `presence`. */
        post: operations["ownership_presence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An operator has read everything. */
        post: operations["ownership_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links to the conversation, the newest first, those that ended among them. */
        get: operations["shares_list"];
        put?: never;
        /** Makes a link for people outside; it shows the history with personal data masked. */
        post: operations["shares_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/shares/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a link at once. */
        delete: operations["shares_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a conversation off, or brings it back. */
        post: operations["conversations_snooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/take_over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** «Передать оператору»: the conversation becomes mine. */
        post: operations["ownership_take_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Turns of a conversation, newest first. */
        get: operations["turns_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/unsent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keeps what I have written so far; my other pages hear `unsent`. */
        put: operations["unsent_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every flow, valid or not. */
        get: operations["flows_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flows/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would become of open conversations if these files were saved. Nothing is saved. */
        post: operations["flows_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks the password and sets the session cookie. */
        post: operations["session_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session everywhere it is used. */
        post: operations["session_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I. */
        get: operations["session_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whoever looks at a page gets no pushes. */
        post: operations["me_look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes my own password; my sessions elsewhere end. */
        post: operations["session_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/unsent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything I have begun, the latest first. */
        get: operations["unsent_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a message that has not left. */
        post: operations["messages_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues a failed or doubtful message again, by a person's will. */
        post: operations["messages_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/turn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The turn that wrote a message. */
        get: operations["turns_of_message"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes my note. */
        put: operations["notes_edit"];
        post?: never;
        /** Deletes my note with its text. */
        delete: operations["notes_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a browser needs to subscribe, and which of mine have. */
        get: operations["push_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps the browser's subscription, in place of the one it had. */
        post: operations["push_subscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/push/subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forgets one of my browsers. */
        delete: operations["push_unsubscribe"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quick_replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prepared answers that I may use, the most used first. */
        get: operations["quick_replies_list"];
        put?: never;
        /** Adds a prepared answer. */
        post: operations["quick_replies_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quick_replies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replaces a prepared answer. */
        put: operations["quick_replies_update"];
        post?: never;
        /** Removes a prepared answer. */
        delete: operations["quick_replies_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quick_replies/{id}/used": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Counts a use. */
        post: operations["quick_replies_used"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations by their messages, customer or listing. */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/telegram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How notices to the chat fare. */
        get: operations["telegram_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/telegram/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test message to the chat. */
        post: operations["telegram_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every user. */
        get: operations["users_list"];
        put?: never;
        /** Adds a user. */
        post: operations["users_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a user; new rights reach their open pages at once. */
        patch: operations["users_update"];
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State of the server: 200 while it can work, 503 when the database is down. */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics: with the configured bearer token, else from this machine only. */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/avito": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Takes the admin back from the consent page to the list of accounts. */
        get: operations["oauth_finish"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/share/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of a conversation behind a link. Whoever has the link may read it until it ends. */
        get: operations["shared_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/avito/{account_id}/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One delivery of Avito; answered only after it is committed. */
        post: operations["webhooks_avito"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A change of an account; what is left out stays. */
        AccountChange: {
            /**
             * @description New key; comes with its secret.
             * @default null
             */
            client_id: string | null;
            /**
             * @description Its secret.
             * @default null
             */
            client_secret: string | null;
            /**
             * @description Works or rests.
             * @default null
             */
            enabled: boolean | null;
            /**
             * @description `null` returns to the choice by `serves`.
             * @default null
             */
            flow_id: string | null;
            /** @description All settings anew. */
            settings?: Record<string, unknown> | null;
            /**
             * @description Name for people.
             * @default null
             */
            title: string | null;
        };
        /** @description Why an account does not work. */
        AccountProblem: {
            /** @description Stable code such as `payment_required`. */
            code: string;
            /** @description Russian text: what is wrong and what to do. */
            message: string;
            /** @description Since when. */
            since: components["schemas"]["i64"];
        };
        /** @description An account, in short. */
        AccountRef: {
            /** @description Its channel. */
            channel: string;
            /** @description Its id. */
            id: components["schemas"]["i64"];
            /** @description Its title. */
            title: string;
        };
        /** @description An account to connect. */
        AccountRequest: {
            /** @description `avito`. */
            channel: string;
            /** @description Key given by the channel. */
            client_id: string;
            /** @description Its secret; never shown again. */
            client_secret: string;
            /** @description Flow that answers; left out: the flows' `serves` decide. */
            flow_id?: string | null;
            /** @description Channel-specific settings. */
            settings?: Record<string, unknown> | null;
            /** @description Name for people. */
            title: string;
        };
        /**
         * @description An account's state in a word.
         * @enum {string}
         */
        AccountStatusKind: "ok" | "problem" | "disabled";
        /** @description A connected login of a channel. */
        AccountView: {
            /** @description `avito`, … */
            channel: string;
            /** @description When it was connected. */
            created_at: components["schemas"]["i64"];
            /** @description Works or rests. */
            enabled: boolean;
            /** @description The channel's own id of the login, once known. */
            external_id: string | null;
            /** @description Flow that answers; `null` = chosen by the flows' `serves`. */
            flow_id: string | null;
            /** @description Its id. */
            id: components["schemas"]["i64"];
            problem: null | components["schemas"]["AccountProblem"];
            /** @description Outgoing messages. */
            queue: components["schemas"]["QueueView"];
            /** @description Channel-specific, not secret. */
            settings: Record<string, unknown>;
            /** @description All of it in a word. */
            status: components["schemas"]["AccountStatusKind"];
            /** @description Name for people. */
            title: string;
            /** @description Number of the last change of this row. */
            version: components["schemas"]["i64"];
            /** @description Incoming events. */
            webhook: components["schemas"]["WebhookView"];
        };
        /** @description Accounts. */
        AccountsHealth: {
            /** @description Working. */
            ok: number;
            /** @description In trouble. */
            problem: number;
        };
        /** @description An article in the list. */
        ArticleSummary: {
            /** @description Its category. */
            category: string;
            /** @description The same for all its versions. */
            id: components["schemas"]["i64"];
            /** @description Its path without the suffix, such as `delivery/russia`. */
            path: string;
            /** @description Its tags. */
            tags: string[];
            /** @description Its title. */
            title: string;
            /**
             * Format: int64
             * @description 1, 2, …
             */
            version: number;
        };
        /** @description To whom a conversation goes. */
        Assignment: {
            /**
             * Format: int64
             * @description Epoch of the conversation; left out: whatever it is now.
             */
            epoch?: number | null;
            user_id?: null | components["schemas"]["i64"];
        };
        /** @description Who wrote a message. */
        Author: {
            /** @enum {string} */
            kind: "contact";
        } | {
            /** @enum {string} */
            kind: "bot";
        } | {
            /** @enum {string} */
            kind: "operator";
            /** @description The user. */
            user_id: components["schemas"]["i64"];
        } | {
            /** @enum {string} */
            kind: "native";
        } | {
            /** @enum {string} */
            kind: "system";
        };
        /** @description A pause in force. */
        BotPause: {
            /** @description Since when. */
            at: components["schemas"]["i64"];
            /** @description How far it reaches. */
            scope: components["schemas"]["PauseScope"];
            /** @description Name of whoever silenced the bot. */
            user_name: string | null;
        };
        /** @description Event `change`: rows of one committed change. */
        ChangeEvent: {
            account?: null | components["schemas"]["AccountView"];
            conversation?: null | components["schemas"]["ConversationRow"];
            /** @description New and changed messages, oldest first. */
            messages?: components["schemas"]["Message"][];
            /** @description New, edited and deleted notes; viewers hear none. */
            notes?: components["schemas"]["Note"][];
            /** @description Number of the change. */
            version: components["schemas"]["i64"];
        };
        /** @description Everything that changed since, each row in its latest state. */
        Changes: {
            /** @description Changed accounts, by version. */
            accounts: components["schemas"]["AccountView"][];
            /** @description Changed conversations, by version. */
            conversations: components["schemas"]["ConversationRow"][];
            /** @description New and changed messages, by version. */
            messages: components["schemas"]["Message"][];
            /** @description Whether there is more after `version`. */
            more: boolean;
            /** @description New, edited and deleted notes, by version; viewers get none. */
            notes: components["schemas"]["Note"][];
            /** @description Ask again from here. */
            version: components["schemas"]["i64"];
        };
        /** @description Abilities of a channel. */
        ChannelView: {
            /** @description `avito`, … */
            channel: string;
            /**
             * Format: int32
             * @description Seconds within which a sent message can be deleted; `null` = never.
             */
            delete_window_s: number | null;
            /** @description Whether a sent message can be changed. */
            edit: boolean;
            image: null | components["schemas"]["ImageAbility"];
            /** @description Whether we learn that the customer read our message. */
            read_receipts: boolean;
            /**
             * Format: int32
             * @description Seconds after the customer's last message within which we may answer; `null` = always.
             */
            reply_window_s: number | null;
            /** @description Longest text of one message; longer ones leave in parts. */
            text_max: number;
            /** @description In what that is counted. */
            text_unit: components["schemas"]["TextUnitName"];
            /** @description Whether «печатает…» can be shown to the customer. */
            typing: boolean;
        };
        /** @description Somebody who may lead a conversation. */
        Colleague: {
            /** @description The user. */
            id: components["schemas"]["i64"];
            /** @description Their name. */
            name: string;
        };
        /** @description A person outside. */
        Contact: {
            /** @description Account they wrote to. */
            account_id: components["schemas"]["i64"];
            /** @description Picture. */
            avatar_url: string | null;
            /** @description The channel's id of them. */
            external_id: string;
            /** @description Their id here. */
            id: components["schemas"]["i64"];
            /** @description Name, once known. */
            name: string | null;
            /** @description Phone, once known. */
            phone: string | null;
            /** @description Page on the channel. */
            profile_url: string | null;
        };
        /** @description A thread with a contact. */
        Conversation: {
            /** @description Account it came through. */
            account_id: components["schemas"]["i64"];
            /** @description The other side. */
            contact_id: components["schemas"]["i64"];
            /** @description When it began. */
            created_at: components["schemas"]["i64"];
            /**
             * Format: int64
             * @description Grows with every change of owner.
             */
            epoch: number;
            /** @description The channel's chat id. */
            external_id: string;
            /** @description Card of the last handoff: reason, summary, variables, tried sources. */
            handoff: Record<string, unknown> | null;
            /** @description Its id. */
            id: components["schemas"]["i64"];
            item: null | components["schemas"]["Item"];
            /** @description Orders the lists: the last message, or the end of a snooze after it. */
            last_at: components["schemas"]["i64"];
            last_message: null | components["schemas"]["MessagePreview"];
            /** @description Who leads. */
            owner: components["schemas"]["Owner"];
            snoozed_until: null | components["schemas"]["i64"];
            /** @description Where it is in its life. */
            status: components["schemas"]["ConversationStatus"];
            /**
             * Format: int64
             * @description Customer's messages no operator has read.
             */
            unread: number;
            /** @description When it changed last. */
            updated_at: components["schemas"]["i64"];
            /** @description Number of the last change of this row. */
            version: components["schemas"]["i64"];
            waiting_since: null | components["schemas"]["i64"];
        };
        /** @description A page of conversations. */
        ConversationPage: {
            /** @description Numbers on the tabs. */
            counts: components["schemas"]["Counts"];
            /** @description Rows. */
            items: components["schemas"]["ConversationRow"][];
            /** @description `before` of the next page; `null` at the end. */
            next: string | null;
            /** @description Number of the last change that is surely in this answer. */
            version: components["schemas"]["i64"];
        };
        /** @description A conversation as the list shows it. */
        ConversationRow: {
            /** @description The account, in short. */
            account: components["schemas"]["AccountRef"];
            /** @description The customer. */
            contact: components["schemas"]["Contact"];
            /** @description The conversation. */
            conversation: components["schemas"]["Conversation"];
            /** @description Name of the operator who leads. */
            owner_name: string | null;
        };
        /**
         * @description Life of a conversation.
         * @enum {string}
         */
        ConversationStatus: "new" | "open" | "pending" | "closed";
        /** @description Numbers on the tabs. */
        Counts: {
            /**
             * Format: int64
             * @description Led by the bot.
             */
            bot: number;
            /**
             * Format: int64
             * @description Led by me.
             */
            mine: number;
            /**
             * Format: int64
             * @description Waiting.
             */
            queue: number;
            /**
             * Format: int64
             * @description Put off.
             */
            snoozed: number;
        };
        /** @description The database. */
        DatabaseHealth: {
            /** @description `sqlite` or `postgres`; `null` when it does not answer. */
            backend: string | null;
            /** @description Whether it answers. */
            ok: boolean;
        };
        /** @description What the operator saw when deciding. */
        Decision: {
            /**
             * Format: int64
             * @description Epoch of the conversation; left out: whatever it is now.
             * @default null
             */
            epoch: number | null;
        };
        /**
         * @description Where an outgoing message is.
         * @enum {string}
         */
        Delivery: "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "unknown" | "cancelled";
        /** @description A reply the bot proposes to an operator. */
        Draft: {
            /** @description The conversation's last message when it was written; of no use once there is a newer one. */
            after: components["schemas"]["i64"];
            /**
             * Format: double
             * @description Probability that it is right, 0 to 1.
             */
            confidence: number;
            /** @description Model that wrote it; `builtin` for the built-in answerer. */
            model: string | null;
            /** @description What was found, best first. */
            sources: components["schemas"]["DraftSource"][];
            /** @description What to say. */
            text: string;
        };
        /** @description A draft that is over without being sent. */
        DraftReport: {
            /** @description What became of it. */
            fate: components["schemas"]["DropReason"];
            /** @description The draft. */
            id: components["schemas"]["i64"];
        };
        /** @description A passage of knowledge behind a draft. */
        DraftSource: {
            /** @description Id of the article. */
            article: string;
            /** @description Whether the draft stands on it. */
            cited: boolean;
            /**
             * Format: double
             * @description Probability that it answers, 0 to 1.
             */
            score: number;
            /** @description The passage. */
            text: string;
            /** @description Title of the article. */
            title: string;
        };
        /**
         * @description Why a draft was not sent.
         * @enum {string}
         */
        DropReason: "dropped" | "outdated";
        /** @description Body of every failed answer. */
        ErrorBody: {
            /** @description Stable code for programs, such as `conversation.owner_changed`. */
            code: string;
            /** @description More for programs; `fields` maps names of fields to what is wrong with them. */
            details: Record<string, unknown>;
            /** @description What happened and what to do, in Russian. */
            message: string;
        };
        /**
         * @description Kind of the file.
         * @enum {string}
         */
        ExportFormat: "json" | "html" | "csv";
        /** @description Open conversations of one flow, by what would become of them. */
        FlowPreview: {
            /**
             * Format: int64
             * @description Wait at a node that is gone: they end on the old version (`on_change: finish`).
             */
            finishes: number;
            /**
             * Format: int64
             * @description Wait at a node of a flow that would be gone: another flow takes them, or an operator.
             */
            gone: number;
            /**
             * Format: int64
             * @description Are given to operators (`on_change: handoff`, or a state that does not read).
             */
            handed_over: number;
            /** @description Content hash of the new version; `None` for a flow that would be gone. */
            hash?: string | null;
            /** @description Name of the flow. */
            id: string;
            /**
             * Format: int64
             * @description Nothing waits: the next message begins on the new version.
             */
            idle: number;
            /**
             * Format: int64
             * @description In the middle of a turn: it ends on its version.
             */
            in_turn: number;
            /**
             * Format: int64
             * @description Wait at a node that the new version has, too: they go on with the new one.
             */
            moves: number;
            /**
             * Format: int64
             * @description Wait at a node that is gone: they begin anew (`on_change: restart`, or the old version is not kept).
             */
            restarts: number;
            /** @description Title for people; empty for a flow that would be gone. */
            title: string;
            /**
             * Format: int64
             * @description Wait at a node of this very version.
             */
            unchanged: number;
            /**
             * Format: int64
             * @description Led by people: the bot is silent anyway.
             */
            with_people: number;
        };
        /** @description A diagnostic with its place. */
        FlowProblem: {
            /** @description Stable code such as `F203`. */
            code: string;
            /** @description Column in characters, from 1. */
            column: number;
            /** @description Path inside the flows folder. */
            file: string;
            /** @description What to do about it. */
            help?: string | null;
            /** @description Line, from 1. */
            line: number;
            /** @description What is wrong. */
            message: string;
            /** @description `error`, `warning` or `advice`. */
            severity: string;
        };
        /**
         * @description Whether a flow file is usable.
         * @enum {string}
         */
        FlowStatus: "ok" | "broken";
        /** @description A flow in the list of flows. */
        FlowSummary: {
            /** @description Problems found in the file on disk. */
            diagnostics: components["schemas"]["FlowProblem"][];
            /** @description Content hash of the version that runs; `None` when none does. */
            hash?: string | null;
            /** @description Name of the flow. */
            id: string;
            /** @description Whether the file on disk is the one that runs. */
            status: components["schemas"]["FlowStatus"];
            /** @description Title for people. */
            title: string;
        };
        /** @description A flow file that might be saved. */
        FlowText: {
            /** @description Name of the file in problems. */
            file?: string;
            /** @description The text. */
            text: string;
        };
        /** @description What would become of open conversations. */
        FlowsPreview: {
            /** @description One entry a flow: those of the files first, then those that would be gone. */
            flows: components["schemas"]["FlowPreview"][];
            /** @description What the linter finds in the files. */
            problems: components["schemas"]["FlowProblem"][];
            /** @description Every file is valid; else nothing would change, and `flows` is empty. */
            valid: boolean;
        };
        /** @description Flow files that might be saved. */
        FlowsPreviewRequest: {
            /** @description Whole texts; each takes the place of the flow whose name it bears. */
            files: components["schemas"]["FlowText"][];
            /** @description The files are the whole set: flows that are not among them would be gone. */
            whole?: boolean;
        };
        /** @description Flows. */
        FlowsReport: {
            /** @description How many answer customers now. */
            active: number;
            /** @description What is wrong with files that are not in use because of it. */
            problems: components["schemas"]["FlowProblem"][];
        };
        /** @description State of the server. */
        HealthReport: {
            /** @description Accounts. */
            accounts: components["schemas"]["AccountsHealth"];
            /** @description The database. */
            database: components["schemas"]["DatabaseHealth"];
            /** @description Flows that run, and what is wrong with those that don't. */
            flows: components["schemas"]["FlowsReport"];
            /** @description In a word. */
            status: components["schemas"]["HealthStatus"];
            /** @description Version of the program. */
            version: string;
        };
        /**
         * @description State in a word.
         * @enum {string}
         */
        HealthStatus: "ok" | "degraded" | "down";
        /** @description Event `hello`: the first thing a browser hears. */
        Hello: {
            /** @description Number of the last committed change; later ones follow as events. */
            version: components["schemas"]["i64"];
        };
        /** @description Limits of a picture. */
        ImageAbility: {
            /** @description MIME types it takes. */
            formats: string[];
            /** @description Largest, in bytes. */
            max_bytes: number;
        };
        /** @description The form. */
        ImageForm: {
            /** @description The browser's id: the same id is stored once. */
            client_id: string;
            /**
             * Format: int64
             * @description Epoch the operator saw.
             */
            epoch?: number | null;
            /**
             * Format: binary
             * @description JPEG, PNG, GIF, BMP or HEIC of at most 24 MB.
             */
            file: string;
            seen?: null | components["schemas"]["i64"];
        };
        /** @description The listing a conversation is about. */
        Item: {
            /** @description The channel's id of it. */
            external_id: string;
            /** @description Its picture. */
            image_url: string | null;
            /** @description Where it is. */
            location: string | null;
            /** @description As the channel writes it, e.g. `25 000 ₽`. */
            price: string | null;
            /** @description Its title. */
            title: string;
            /** @description Its page. */
            url: string | null;
        };
        /**
         * @description Language of the page.
         * @enum {string}
         */
        Lang: "ru" | "en";
        /**
         * @description Who leads a conversation.
         * @enum {string}
         */
        LedBy: "bot" | "operator";
        /** @description Who logs in. */
        LoginRequest: {
            login: string;
            password: string;
        };
        /** @description Whether my page is looked at. */
        LookRequest: {
            /** @description `true` is to be said again every half minute, as long as it lasts. */
            looking: boolean;
        };
        /** @description The user of this session. */
        Me: {
            /** @description Value for the header `x-csrf-token` of every request that changes something. */
            csrf: string;
            /** @description The user. */
            user: components["schemas"]["User"];
        };
        /** @description One message. */
        Message: {
            /** @description Time on the channel. */
            at: components["schemas"]["i64"];
            /** @description Who wrote it. */
            author: components["schemas"]["Author"];
            /** @description The browser's id of an operator's message: merges the optimistic copy. */
            client_id: string | null;
            /** @description Kind-specific parts, such as sizes of an image. */
            content: Record<string, unknown> | null;
            /** @description Its conversation. */
            conversation_id: components["schemas"]["i64"];
            delivery: null | components["schemas"]["Delivery"];
            /** @description The channel's id of it. */
            external_id: string | null;
            /** @description Its id. */
            id: components["schemas"]["i64"];
            /** @description `text`, `image`, `voice`, `link`, `item`, `location`, `call`, `system`, `deleted` or `unsupported`. */
            kind: string;
            /** @description Why it failed or is unknown, in Russian. */
            problem: string | null;
            /** @description Its text. */
            text: string;
            turn_id: null | components["schemas"]["i64"];
            /** @description Number of the last change of this row. */
            version: components["schemas"]["i64"];
        };
        /** @description A part of a thread. */
        MessagePage: {
            /** @description Messages, oldest first. */
            items: components["schemas"]["Message"][];
            /** @description More of them lie beyond, in the direction that was read. */
            more: boolean;
        };
        /** @description What the list shows of the last message. */
        MessagePreview: {
            /** @description Time on the channel. */
            at: components["schemas"]["i64"];
            /** @description Who wrote it. */
            author: components["schemas"]["Author"];
            /** @description The message. */
            id: components["schemas"]["i64"];
            /** @description Its beginning. */
            text: string;
        };
        /** @description A private note at a conversation; never sent to the customer. */
        Note: {
            /** @description When it was written. */
            at: components["schemas"]["i64"];
            /** @description The browser's id: merges the optimistic copy. */
            client_id: string;
            /** @description Its conversation. */
            conversation_id: components["schemas"]["i64"];
            /** @description Its author deleted it. */
            deleted: boolean;
            edited_at: null | components["schemas"]["i64"];
            /** @description Its id. */
            id: components["schemas"]["i64"];
            /** @description Its text; empty once it is deleted. */
            text: string;
            /** @description Who wrote it. */
            user_id: components["schemas"]["i64"];
            /** @description Their name. */
            user_name: string | null;
            /** @description Number of the last change of this row. */
            version: components["schemas"]["i64"];
        };
        /** @description A new text of a note. */
        NoteEdit: {
            /** @description 1 to 4 000 characters. */
            text: string;
        };
        /** @description A note to keep. */
        NoteRequest: {
            /** @description The browser's id: the same id is stored once. */
            client_id: string;
            /** @description 1 to 4 000 characters. */
            text: string;
        };
        /** @description A draft that is offered. */
        OfferedDraft: components["schemas"]["Draft"] & {
            /** @description Its id: named when it is sent or dropped. */
            id: components["schemas"]["i64"];
        };
        /** @description Who leads a conversation. */
        Owner: {
            /** @enum {string} */
            kind: "bot";
        } | {
            /** @enum {string} */
            kind: "queue";
        } | {
            /** @enum {string} */
            kind: "operator";
            /** @description The user. */
            user_id: components["schemas"]["i64"];
        };
        /** @description A change of one's own password. */
        PasswordRequest: {
            /** @description The password so far. */
            current: string;
            /** @description The new one, at least 10 characters. */
            new: string;
        };
        /** @description What to silence, or to let speak again. */
        PauseRequest: {
            /** @description How far. */
            scope: components["schemas"]["PauseScope"];
        };
        /** @description How far a pause reaches. */
        PauseScope: {
            /** @enum {string} */
            kind: "all";
        } | {
            /** @description The account. */
            account_id: components["schemas"]["i64"];
            /** @enum {string} */
            kind: "account";
        } | {
            /** @description The conversation. */
            conversation_id: components["schemas"]["i64"];
            /** @enum {string} */
            kind: "conversation";
        };
        /** @description Somebody at a conversation. */
        Person: {
            /** @description Their name. */
            name: string;
            /** @description They write an answer. */
            typing: boolean;
            /** @description The user. */
            user_id: components["schemas"]["i64"];
        };
        /** @description Event `presence`: everybody at a conversation now. */
        PresenceEvent: {
            /** @description The conversation. */
            conversation_id: components["schemas"]["i64"];
            /** @description Who is there, by name. */
            people: components["schemas"]["Person"][];
        };
        /** @description What I do at a conversation. */
        PresenceRequest: {
            /** @description What I do; to be said again every few seconds, as long as it lasts. */
            stance: components["schemas"]["StanceName"];
        };
        /** @description A browser that wants to be told. */
        PushDevice: {
            /** @description Since when. */
            created_at: components["schemas"]["i64"];
            /** @description Browser and system, for people. */
            device: string;
            /** @description Its id. */
            id: components["schemas"]["i64"];
            /** @description Told of messages in my conversations. */
            mine: boolean;
            /** @description Told of conversations that wait for anybody. */
            queue: boolean;
        };
        /** @description A browser's own subscription, and of what it wants to be told. */
        PushRequest: {
            /** @description Secret shared with the browser, in base64url. */
            auth: string;
            /** @description Browser and system, for people. */
            device: string;
            /** @description Address at the browser's push service. */
            endpoint: string;
            /** @description Language of the notices. */
            lang: components["schemas"]["Lang"];
            /** @description Told of messages in my conversations. */
            mine: boolean;
            /** @description The browser's public key, in base64url. */
            p256dh: string;
            /** @description Told of conversations that wait for anybody. */
            queue: boolean;
        };
        /** @description What a browser needs to subscribe, and which of mine have. */
        PushSettings: {
            /** @description My browsers, oldest first. */
            devices: components["schemas"]["PushDevice"][];
            /** @description `applicationServerKey` of a subscription. */
            public_key: string;
        };
        /** @description Outgoing messages of an account. */
        QueueView: {
            /**
             * Format: int64
             * @description Seconds until the last of them leaves.
             */
            eta_s: number;
            /**
             * Format: int64
             * @description How many wait for the account's budget.
             */
            waiting: number;
        };
        /** @description A prepared answer. */
        QuickReply: {
            /** @description Its id. */
            id: components["schemas"]["i64"];
            /** @description Word that Tab turns into the text; lower case. */
            keyword: string | null;
            /**
             * Format: int64
             * @description Names what an edit is based on.
             */
            revision: number;
            /** @description Who may use it. */
            scope: components["schemas"]["QuickReplyScope"];
            /** @description The answer; `{имя}`, `{товар}` and `{цена}` stand for the customer and the listing. */
            text: string;
            /** @description Name in the bank. */
            title: string;
            /** @description Last edit. */
            updated_at: components["schemas"]["i64"];
            /** @description Who added it. */
            user_id: components["schemas"]["i64"];
            /**
             * Format: int64
             * @description How often it was put into an answer.
             */
            uses: number;
        };
        /** @description An edit: everything anew. */
        QuickReplyEdit: {
            /** @description What it shall be. */
            reply: components["schemas"]["QuickReplyRequest"];
            /**
             * Format: int64
             * @description Revision the edit is based on.
             */
            revision: number;
        };
        /** @description A prepared answer as people write it. */
        QuickReplyRequest: {
            /** @description Letters, digits, `_` and `-`, at most 32; case does not matter. */
            keyword?: string | null;
            /** @description Who may use it. */
            scope: components["schemas"]["QuickReplyScope"];
            /** @description 1 to 10 000 characters. */
            text: string;
            /** @description Name in the bank, 1 to 100 characters. */
            title: string;
        };
        /** @description Who may use a quick reply. */
        QuickReplyScope: {
            /** @enum {string} */
            kind: "personal";
        } | {
            /** @enum {string} */
            kind: "team";
        } | {
            /** @description The account. */
            account_id: components["schemas"]["i64"];
            /** @enum {string} */
            kind: "account";
        };
        /** @description A use of a prepared answer. */
        QuickReplyUse: {
            /** @description The browser's id of the use: the same id counts once. */
            use_id: string;
        };
        /** @description Event `resync`: something was missed; ask `/api/v1/changes` from the version you hold. */
        Resync: {
            /** @description Number of the last committed change known to the server. */
            version: components["schemas"]["i64"];
        };
        /**
         * @description Role; each may do what the next may, and more.
         * @enum {string}
         */
        Role: "admin" | "operator" | "qa" | "viewer";
        /** @description A conversation found. */
        SearchItem: {
            message: null | components["schemas"]["Message"];
            /** @description The conversation. */
            row: components["schemas"]["ConversationRow"];
            snippet: null | components["schemas"]["Snippet"];
        };
        /** @description What was found. */
        SearchPage: {
            /** @description There are more: only the newest messages were looked at. */
            is_cut: boolean;
            /** @description Conversations found by their customer or listing first, then by messages, newest first. */
            items: components["schemas"]["SearchItem"][];
            /** @description `skip` of the next page; `null` at the end. */
            next: number | null;
            /** @description How many conversations were found. */
            total: number;
            /** @description Number of the last change that is surely in the rows. */
            version: components["schemas"]["i64"];
        };
        /** @description A message to send. */
        SendRequest: {
            /** @description The browser's id: the same id is stored once. */
            client_id: string;
            draft_id?: null | components["schemas"]["i64"];
            /**
             * Format: int64
             * @description Epoch the operator saw.
             */
            epoch?: number | null;
            seen?: null | components["schemas"]["i64"];
            /** @description 1 to 10 000 characters. */
            text: string;
        };
        /** @description A link to a conversation's history. */
        Share: {
            /** @description When it was made. */
            created_at: components["schemas"]["i64"];
            /** @description When it ends by itself. */
            expires_at: components["schemas"]["i64"];
            /** @description Its id. */
            id: components["schemas"]["i64"];
            revoked_at: null | components["schemas"]["i64"];
            /** @description Its address, as long as it works. */
            url: string | null;
            /** @description Name of whoever made it. */
            user_name: string | null;
        };
        /** @description A link to make. */
        ShareRequest: {
            /**
             * Format: int32
             * @description How long it works, 1 to 2160.
             */
            expires_in_hours: number;
            /** @description IANA name of the zone its times are shown in; UTC when left out. */
            time_zone?: string | null;
        };
        /** @description A part of a message with what was found in it. */
        Snippet: {
            /** @description Found words as `[start, end)`, counted as JavaScript does, in UTF-16 units. */
            found: number[][];
            /** @description The part; `…` stands where it was cut. */
            text: string;
        };
        /** @description Until when. */
        SnoozeRequest: {
            until: null | components["schemas"]["i64"];
        };
        /**
         * @description What stands first.
         * @enum {string}
         */
        SortName: "newest" | "waiting";
        /**
         * @description What I do at a conversation.
         * @enum {string}
         */
        StanceName: "away" | "looking" | "typing";
        /**
         * @description What a conversation waits for, or does not.
         * @enum {string}
         */
        StatusName: "waiting" | "bot" | "operator" | "closed" | "snoozed";
        /**
         * @description A tab of the list.
         * @enum {string}
         */
        TabName: "bot" | "mine" | "queue" | "closed" | "snoozed" | "all";
        /** @description State of the colleagues' chat. */
        TelegramStatus: {
            /** @description The chat of the settings. */
            chat_id: string | null;
            /** @description Token and chat are set. */
            configured: boolean;
            /** @description Why the last notice did not arrive, in Russian. */
            problem: string | null;
            sent_at: null | components["schemas"]["i64"];
            /**
             * Format: int64
             * @description Notices that wait.
             */
            waiting: number;
        };
        /**
         * @description What a channel counts a text's length in.
         * @enum {string}
         */
        TextUnitName: "scalar" | "utf16";
        /** @description What the bot did with a burst of messages, and why. */
        Turn: {
            /** @description When it was saved last. */
            at: components["schemas"]["i64"];
            /** @description Its conversation. */
            conversation_id: components["schemas"]["i64"];
            /** @description Whether it came to its end. */
            finished: boolean;
            /** @description Content hash of that flow. */
            flow_hash: string | null;
            /** @description Flow that ran. */
            flow_id: string | null;
            /** @description Its id. */
            id: components["schemas"]["i64"];
            /** @description Input, effects, outcomes and trace. */
            record: Record<string, unknown>;
            /**
             * Format: int64
             * @description 1, 2, … in the conversation.
             */
            turn_no: number;
        };
        /** @description An answer I have begun. */
        Unsent: {
            /** @description When I changed it last. */
            at: components["schemas"]["i64"];
            /** @description The conversation. */
            conversation_id: components["schemas"]["i64"];
            /**
             * Format: int64
             * @description Ascends with every change of it.
             */
            revision: number;
            /** @description As far as I have written. */
            text: string;
        };
        /** @description Event `unsent`: what I have begun to write, on another of my pages. */
        UnsentEvent: {
            /** @description The conversation. */
            conversation_id: components["schemas"]["i64"];
            /** @description The page that wrote it. */
            page: string;
            /**
             * Format: int64
             * @description Ascends with every change of it.
             */
            revision: number;
            /** @description As far as it was written; empty once it is sent or dropped. */
            text: string;
        };
        /** @description How far I have written. */
        UnsentRequest: {
            /** @description The page's own id: it knows its echo by it. */
            page: string;
            /** @description At most 10 000 characters; empty = sent or dropped. */
            text: string;
        };
        /** @description A user of the product. */
        User: {
            /** @description Accounts they may see; `null` = all. */
            accounts: components["schemas"]["i64"][] | null;
            /** @description May log in. */
            active: boolean;
            /** @description When they were added. */
            created_at: components["schemas"]["i64"];
            /** @description Their id. */
            id: components["schemas"]["i64"];
            /** @description What they log in with. */
            login: string;
            /** @description Name for colleagues. */
            name: string;
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description A change of a user; what is left out stays. */
        UserPatch: {
            /**
             * @description Accounts they may see; `null` = all.
             * @default null
             */
            accounts: number[] | null;
            /**
             * @description May log in; `false` ends the user's sessions.
             * @default null
             */
            active: boolean | null;
            /**
             * @description Name for colleagues.
             * @default null
             */
            name: string | null;
            /**
             * @description New password; ends the user's sessions.
             * @default null
             */
            password: string | null;
            /** @default null */
            role: null | components["schemas"]["Role"];
        };
        /** @description A user to add. */
        UserRequest: {
            /** @description Accounts they may see; `null` or left out = all. */
            accounts?: components["schemas"]["i64"][] | null;
            /** @description Letters, digits and `. _ - @`; case does not matter. */
            login: string;
            /** @description Name for colleagues. */
            name: string;
            /** @description At least 10 characters. */
            password: string;
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description Answer to the channel. */
        WebhookAnswer: {
            /** @description The delivery is stored or needs no storing. */
            ok: boolean;
        };
        /** @description How events of the channel reach us. */
        WebhookView: {
            /** @description The channel delivers; otherwise messages come by polling, later. */
            active: boolean;
        };
        /** Format: int64 */
        i64: number;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    accounts_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    accounts_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    accounts_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    accounts_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    accounts_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    oauth_start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            302: {
                headers: {
                    location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    articles_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleSummary"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    bot_pause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BotPause"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    bot_pauses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BotPause"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    bot_resume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BotPause"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    changes_since: {
        parameters: {
            query: {
                /** @description Version the page holds. */
                after: components["schemas"]["i64"];
                /** @description Rows of each kind, 1 to 500. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    channels_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelView"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleague"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    conversations_list: {
        parameters: {
            query?: {
                /** @description Tab; `all` when left out. */
                tab?: components["schemas"]["TabName"];
                /** @description Ids of accounts, separated by commas; all that are granted when left out. */
                accounts?: string;
                /** @description A channel such as `avito`: only conversations that came through it. */
                channel?: string;
                /** @description Narrows the tab to a status. */
                status?: components["schemas"]["StatusName"];
                /** @description Narrows the tab to who leads: `me`, `nobody` (waits for an operator), or the id of a colleague. */
                assignee?: string;
                /** @description What stands first; `newest` when left out. */
                sort?: components["schemas"]["SortName"];
                /** @description Part of the customer's name or phone, or of the listing's title. */
                q?: string;
                /** @description `next` of the page before. */
                before?: string;
                /** @description Rows of a page, 1 to 200. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    conversations_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_assign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assignment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            /** @description 409 `conversation.owner_changed`, 422 when the colleague may not lead it */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_colleagues: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleague"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    conversations_dialog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `X-Differences` counts what is not as it was */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            /** @description 409 `dialog.not_recordable` when the bot took no turn or its flow is not kept */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    drafts_ask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferedDraft"];
                };
            };
            /** @description 409 `draft.nothing_asked`, `draft.nothing_found` or `draft.outdated` when a message came meanwhile; 503 `draft.model` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    drafts_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftReport"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 404 `draft.not_found` for one that was not offered to me here */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    conversations_export: {
        parameters: {
            query?: {
                /** @description Kind of the file; `html` when left out. */
                format?: components["schemas"]["ExportFormat"];
                /** @description Names, phones, pictures and places stay as they are; for operators and admins. */
                personal?: boolean;
                /** @description IANA name of the zone of its times; UTC when left out. */
                time_zone?: string;
                /** @description Language of its words; what the browser prefers when left out. */
                lang?: components["schemas"]["Lang"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file to save */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description 403 `auth.forbidden` for personal data a role may not see */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_hand_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": null | components["schemas"]["Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            /** @description 409 `conversation.owner_changed` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    images_send: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImageForm"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description 409 `conversation.owner_changed` or `conversation.answered` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    messages_list: {
        parameters: {
            query?: {
                /** @description Read what lies before this message. */
                before?: components["schemas"]["i64"];
                /** @description Read what lies after this message. */
                after?: components["schemas"]["i64"];
                /** @description Messages of a page, 1 to 200. */
                limit?: number;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    messages_send: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description 409 `conversation.owner_changed`, or `conversation.answered` with what others answered since `seen` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    notes_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    notes_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresenceEvent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    shares_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    shares_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            /** @description 409 `share.too_many` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    shares_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                share_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    conversations_snooze: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            /** @description 409 `conversation.conflict` for a closed one */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ownership_take_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": null | components["schemas"]["Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationRow"];
                };
            };
            /** @description 409 `conversation.owner_changed` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    turns_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    unsent_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnsentRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unsent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    flows_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowSummary"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    flows_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowsPreviewRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowsPreview"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    session_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description 401 `login.wrong`, 429 `login.too_many` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    session_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    session_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    me_look: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookRequest"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    session_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordRequest"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 422 `password.wrong`, 429 `login.too_many` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    unsent_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unsent"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    messages_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description 409 `message.conflict` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    messages_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description 409 `message.conflict` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    turns_of_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"];
                };
            };
            /** @description 404 `turn.not_found` when no turn wrote it */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    notes_edit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            /** @description 404 `note.not_found` for a colleague's, too */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    notes_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 404 `note.not_found` for a colleague's, too */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    push_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSettings"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    push_subscribe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushDevice"];
                };
            };
            /** @description 422 for an address that leads nowhere public */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    push_unsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    quick_replies_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    quick_replies_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuickReplyRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    quick_replies_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuickReplyEdit"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"];
                };
            };
            /** @description 409 `quick_reply.conflict` when somebody edited it meanwhile */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    quick_replies_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    quick_replies_used: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuickReplyUse"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    search: {
        parameters: {
            query: {
                /** @description Words in any form, part of the customer's name, phone or listing, or the channel's id of the chat. */
                q: string;
                /** @description Ids of accounts, separated by commas; all that are granted when left out. */
                accounts?: string;
                /** @description Only conversations led by the bot or by people. */
                led_by?: components["schemas"]["LedBy"];
                /** @description Only messages from then on, UTC milliseconds. */
                from?: components["schemas"]["i64"];
                /** @description Only messages before. */
                to?: components["schemas"]["i64"];
                /** @description `next` of the page before. */
                skip?: number;
                /** @description Rows of a page, 1 to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    telegram_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelegramStatus"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    telegram_test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 409 `telegram.not_configured`, 502 with what Telegram refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    users_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"][];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    users_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description 409 `user.conflict` when the login is taken */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    users_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description 409 `user.last_admin` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthReport"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    oauth_finish: {
        parameters: {
            query?: {
                /** @description Code to exchange. */
                code?: string;
                /** @description Our state, if the channel returned it. */
                state?: string;
                /** @description Why it was refused. */
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To `/accounts?connected=ID` or `/accounts?problem=CODE` */
            302: {
                headers: {
                    location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
        };
    };
    shared_page: {
        parameters: {
            query?: {
                /** @description Messages before this one */
                before?: number;
            };
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description No such link, or changed on the way */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Expired or revoked */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description More than 60 requests a minute */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    webhooks_avito: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: number;
                secret: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, unknown>;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookAnswer"];
                };
            };
            /** @description 400, 404 wrong address, 413, 503 please repeat */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
