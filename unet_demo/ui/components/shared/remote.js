// Tells the component of the same room and id what Python wishes; what that one shows is not sent again.
import { wished } from "./room.js";

export default ({ data }) => wished(data.room, data.id, data.wish);
